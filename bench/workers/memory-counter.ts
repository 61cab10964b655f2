/** What a Durable Object costs by itself: one that counts in memory, and forgets. */
import { DurableObject } from 'cloudflare:workers';
import { Hono } from 'hono';

export class MemoryCounter extends DurableObject {
  #count = 0;

  count() {
    this.#count += 1;
    return { ok: true, count: this.#count, unique: 1, updatedAt: Math.floor(Date.now() / 1000) };
  }
}

interface Environment {
  readonly COUNTER: DurableObjectNamespace<MemoryCounter>;
}

const app = new Hono<{ Bindings: Environment }>();
app.get('/counter', async (context) =>
  context.json(await context.env.COUNTER.getByName('counter').count()),
);

export default app;
