/** A counter in one row of a D1 database: the row is raised and read by one statement. Counts views alone. */
import { Hono } from 'hono';

interface Environment {
  readonly DB: D1Database;
}

interface Row {
  readonly views: number;
}

const app = new Hono<{ Bindings: Environment }>();
/** What a migration does once, before the first visit. */
app.get('/create', async (context) => {
  await context.env.DB.batch([
    context.env.DB.prepare(
      'CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, views INTEGER)',
    ),
    context.env.DB.prepare("INSERT OR IGNORE INTO counter VALUES ('site', 0)"),
  ]);
  return context.json({ ok: true });
});
app.get('/counter', async (context) => {
  const row = await context.env.DB.prepare(
    "UPDATE counter SET views = views + 1 WHERE name = 'site' RETURNING views",
  ).first<Row>();
  return context.json({ ok: true, count: row?.views });
});
app.get('/totals', async (context) => {
  const row = await context.env.DB.prepare(
    "SELECT views FROM counter WHERE name = 'site'",
  ).first<Row>();
  return context.json({ ok: true, count: row?.views });
});

export default app;
