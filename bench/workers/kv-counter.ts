/** A counter in Workers KV, as most tutorials have it: get the number, put the next one. Counts views alone. */
import { Hono } from 'hono';

interface Environment {
  readonly VIEWS: KVNamespace;
}

const app = new Hono<{ Bindings: Environment }>();
app.get('/counter', async (context) => {
  const count = (await stored(context.env)) + 1;
  await context.env.VIEWS.put('views', String(count));
  return context.json({ ok: true, count });
});
app.get('/totals', async (context) => context.json({ ok: true, count: await stored(context.env) }));

async function stored({ VIEWS }: Environment): Promise<number> {
  return Number((await VIEWS.get('views')) ?? '0');
}

export default app;
