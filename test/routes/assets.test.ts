/** Scripts and pages over HTTP, as any page may load them. */
import { readFileSync } from 'node:fs';
import { build, type Plugin } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { ASSETS, type AssetFiles } from '../../shared/assets/assets.ts';
import { memorySite } from '../doubles/memory-site.ts';

const LIST = { ALLOWED_ORIGINS: 'https://example.com' };
const SCRIPTS = Object.entries(ASSETS)
  .filter(([path, { use }]) => use === 'script' && path.endsWith('.js'))
  .map(([path]) => path);

describe.each(SCRIPTS)('%s', (path) => {
  test('is a script for pages of any origin, also when only some may count', async () => {
    const { ask } = await memorySite(LIST);
    const answer = await ask(path, { headers: { origin: 'https://elsewhere.example' } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=86400');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await answer.text()).toContain('visitorId');
  });

  test('is not sent again to who has it', async () => {
    const { ask } = await memorySite();
    const etag = String((await ask(path)).headers.get('etag'));
    expect(etag).toMatch(/^"[\w-]{22}"$/);
    for (const known of [etag, `W/${etag}`, `"another", ${etag}`, '*']) {
      const answer = await ask(path, { headers: { 'if-none-match': known } });
      expect(answer.status, known).toBe(304);
      expect(await answer.text()).toBe('');
      expect(answer.headers.get('etag')).toBe(etag);
      expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
      expect(answer.headers.get('cache-control')).toBe('public, max-age=86400');
      expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    }
    const changed = await ask(path, { headers: { 'if-none-match': '"another"' } });
    expect(changed.status).toBe(200);
  });

  test('is found behind a prefix, answers HEAD without a body, and nothing else', async () => {
    const { ask } = await memorySite();
    expect((await ask(`/v1${path}`)).status).toBe(200);
    const head = await ask(path, { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(await head.text()).toBe('');
    const post = await ask(path, { method: 'POST' });
    expect(post.status).toBe(405);
    expect(post.headers.get('allow')).toBe('GET, HEAD');
  });
});

test('what is no script may be read by no other origin, and is asked for again each time', async () => {
  const { ask } = await memorySite(LIST);
  const answer = await ask('/favicon.svg', { headers: { origin: 'https://elsewhere.example' } });
  expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  expect(answer.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8');
  expect(answer.headers.get('cache-control')).toBe('no-cache');
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(answer.headers.get('content-security-policy')).not.toContain('unsafe');
});

test.each(['/', '/dashboard', '/favicon.svg'])(
  '%s may stand in no frame, and tells other sites its origin only',
  async (path) => {
    const { ask } = await memorySite();
    const { headers } = await ask(path);
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('strict-origin-when-cross-origin');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('permissions-policy')).toContain('camera=()');
  },
);

test.each(['/', '/dashboard', '/dashboard.js', '/pages.css', '/stats', '/document'])(
  '%s may be embedded by no other site, also when it is refused',
  async (path) => {
    const { ask } = await memorySite({ REPORT_TOKEN: 'secret' });
    const policies: unknown[] = [];
    for (const headers of [{}, { authorization: 'Bearer secret' }]) {
      const answer = await ask(path, { headers });
      policies.push(answer.headers.get('cross-origin-resource-policy'));
    }
    expect(policies).toEqual(['same-origin', 'same-origin']);
  },
);

test('a slash behind the name of a page leads to the page, whatever the prefix', async () => {
  const { ask } = await memorySite();
  for (const path of ['/dashboard/', '/v1/dashboard/', '/a/b/dashboard/']) {
    const answer = await ask(path);
    expect([answer.status, answer.headers.get('location')]).toEqual([308, '../dashboard']);
    const { pathname } = new URL('../dashboard', `https://counter.test${path}`);
    expect((await ask(pathname)).status).toBe(200);
  }
});

test('asking for a script or a page counts nothing', async () => {
  const { ask, store } = await memorySite();
  for (const path of Object.keys(ASSETS)) await ask(path);
  expect(store.object).toBeUndefined();
});

test("the gateway's specification names every asset, since it answers for nothing else", () => {
  const file = new URL('../../docs/gateway-spec.json', import.meta.url);
  const { routes } = JSON.parse(readFileSync(file, 'utf8'));
  const paths = routes.map(({ path }: { readonly path: string }) => path);
  expect(paths).toEqual(expect.arrayContaining(Object.keys(ASSETS)));
});

test('a bundle of one file evaluates an asset when it is asked for', async () => {
  const { outputFiles } = await build({
    stdin: {
      contents:
        "import { bundledAssets } from './shared/assets/bundled-assets.ts'; use(bundledAssets);",
      resolveDir: '.',
    },
    bundle: true,
    write: false,
    format: 'cjs',
    plugins: [announceAssets],
  });
  const made: string[] = [];
  let files: AssetFiles | undefined;
  const run = new Function('use', 'made', outputFiles[0]?.text ?? '');
  run((all: AssetFiles) => {
    files = all;
  }, made);
  expect(made).toEqual([]);
  const answer = await files?.answer('/counter.js', new Request('https://counter.test/counter.js'));
  expect(await answer?.text()).toBe('the body');
  expect(made).toEqual(['counter.js.ts']);
});

/** Each generated module says so when it is evaluated. */
const announceAssets: Plugin = {
  name: 'announce-assets',
  setup({ onLoad }) {
    onLoad({ filter: /generated\/.+\.\w+\.ts$/ }, ({ path }) => ({
      contents: `made.push(${JSON.stringify(path.split('/').at(-1))}); export default { body: 'the body' };`,
    }));
  },
};
