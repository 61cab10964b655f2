/** The floor: what a Worker with the same router answers when there is nothing to count. */
import { Hono } from 'hono';

const app = new Hono();
app.get('/counter', (context) =>
  context.json({ ok: true, count: 1, unique: 1, updatedAt: 1_795_450_000 }),
);

export default app;
