/**
 * The old algorithm: each visit reads the document and writes it back if nobody else did meanwhile, five
 * times at most and without a pause; then 503. On the Worker's own router and signer, so that nothing
 * else differs.
 */
import { Hono } from 'hono';
import { hashVisitor } from '../../shared/counter/visit.ts';
import { RequestSigner } from '../../worker/oci/sign-request.ts';

const TRIES_MAX = 5;

interface Environment {
  readonly OBJECT_URL: string;
  readonly SALT: string;
  readonly OCI_TENANCY_OCID: string;
  readonly OCI_USER_OCID: string;
  readonly OCI_KEY_FINGERPRINT: string;
  readonly OCI_PRIVATE_KEY: string;
}

interface OldDocument {
  pageviews: number;
  uniqueVisitors: number;
  seen: string[];
  updatedAt: number;
}

let signer: RequestSigner | undefined;

const app = new Hono<{ Bindings: Environment }>();
app.get('/counter', async (context) => {
  const visitor = await hashVisitor(context.env.SALT, context.req.query('vid') ?? '');
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const { document, etag } = await read(context.env);
    const next = apply(document, visitor);
    if (await write(context.env, next, etag)) {
      const { pageviews: count, uniqueVisitors: unique, updatedAt } = next;
      return context.json({ ok: true, count, unique, updatedAt });
    }
  }
  return context.json({ ok: false, error: 'conflict' }, 503);
});

function apply(document: OldDocument, visitor: string): OldDocument {
  const seen = document.seen.includes(visitor) ? document.seen : [...document.seen, visitor];
  return {
    pageviews: document.pageviews + 1,
    uniqueVisitors: seen.length,
    seen,
    updatedAt: Math.floor(Date.now() / 1000),
  };
}

async function read(env: Environment): Promise<{ document: OldDocument; etag: string | null }> {
  const answer = await send(env, 'GET', { cache: 'no-store' });
  if (answer.status === 200) {
    return { document: await answer.json(), etag: answer.headers.get('etag') };
  }
  await answer.body?.cancel();
  return { document: { pageviews: 0, uniqueVisitors: 0, seen: [], updatedAt: 0 }, etag: null };
}

async function write(env: Environment, next: OldDocument, etag: string | null): Promise<boolean> {
  const condition: Record<string, string> =
    etag === null ? { 'if-none-match': '*' } : { 'if-match': etag };
  const headers = { 'content-type': 'application/json', ...condition };
  const answer = await send(env, 'PUT', { headers, body: JSON.stringify(next) });
  await answer.body?.cancel();
  return answer.status === 200;
}

async function send(env: Environment, method: 'GET' | 'PUT', init: RequestInit): Promise<Response> {
  signer ??= new RequestSigner({
    tenancyOcid: env.OCI_TENANCY_OCID,
    userOcid: env.OCI_USER_OCID,
    fingerprint: env.OCI_KEY_FINGERPRINT,
    privateKeyPem: env.OCI_PRIVATE_KEY,
  });
  const url = new URL(env.OBJECT_URL);
  const signed = await signer.sign({ method, url }, new Date());
  return fetch(url, { ...init, method, headers: { ...init.headers, ...signed } });
}

export default app;
