/** A counter in a Durable Object that writes a row of its SQLite for each view. Counts views alone. */
import { DurableObject } from 'cloudflare:workers';
import { Hono } from 'hono';

export class RowCounter extends DurableObject {
  constructor(state: DurableObjectState, environment: Environment) {
    super(state, environment);
    state.storage.sql.exec(
      'CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, views INTEGER)',
    );
    state.storage.sql.exec("INSERT OR IGNORE INTO counter VALUES ('site', 0)");
  }

  count(): number {
    return this.#read("UPDATE counter SET views = views + 1 WHERE name = 'site' RETURNING views");
  }

  views(): number {
    return this.#read("SELECT views FROM counter WHERE name = 'site'");
  }

  #read(statement: string): number {
    return this.ctx.storage.sql.exec<{ views: number }>(statement).one().views;
  }
}

interface Environment {
  readonly COUNTER: DurableObjectNamespace<RowCounter>;
}

const app = new Hono<{ Bindings: Environment }>();
app.get('/counter', async (context) =>
  context.json({ ok: true, count: await context.env.COUNTER.getByName('counter').count() }),
);
app.get('/totals', async (context) =>
  context.json({ ok: true, count: await context.env.COUNTER.getByName('counter').views() }),
);

export default app;
