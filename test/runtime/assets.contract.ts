/**
 * What browsers load is the same on both runtimes, but for its ETag, the date, and the body of a 405: Cloudflare
 * serves it at the edge without the Worker, the Function from its bundle. Compression is the platform's.
 */
import { describe, expect, test } from 'vitest';
import { assetHeaders } from '../../shared/assets/asset-headers.ts';
import { ASSETS, type Asset, type AssetPath } from '../../shared/assets/assets.ts';
import { bundledAssets } from '../../shared/assets/bundled-assets.ts';
import { countedBy, expectRefusal, OWNER } from './answers.ts';
import type { Runtime, RuntimeKind } from './runtimes.ts';

/** Of the connection, the date, and what Cloudflare tells of itself. */
const TRANSPORT =
  /^(cf-.+|connection|content-encoding|content-length|date|etag|keep-alive|transfer-encoding|vary)$/;

const FILES = Object.entries(ASSETS) as [AssetPath, Asset][];

const bodyOf = async (path: AssetPath) =>
  (await bundledAssets.answer(path, new Request(`https://counter.test${path}`))).text();

function headersOf({ headers }: Response): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => !TRANSPORT.test(name)));
}

function expectedHeaders(asset: Asset): Record<string, string> {
  const headers = Object.entries(assetHeaders(asset));
  return Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]));
}

export function describeAssets(kind: RuntimeKind, runtime: () => Runtime): void {
  describe(`on the ${kind.name}`, () => {
    /** Without the look for inner words: scripts hold some of them. */
    const load = (path: string, init?: RequestInit) =>
      fetch(runtime().url + path, { redirect: 'manual', ...init });

    test.each(FILES)('%s comes as it was built', async (path, asset) => {
      const answer = await load(path);
      expect([answer.status, headersOf(answer)]).toEqual([200, expectedHeaders(asset)]);
      expect(await answer.text()).toBe(await bodyOf(path));

      const head = await load(path, { method: 'HEAD' });
      expect([head.status, headersOf(head)]).toEqual([200, expectedHeaders(asset)]);
      expect(await head.text()).toBe('');
    });

    test.each(FILES)('%s is not sent again to who has it', async (path, asset) => {
      const etag = (await load(path)).headers.get('etag') ?? '';
      // A proxy that compresses makes it a weak one.
      const strong = etag.replace(/^W\//, '');
      for (const known of [strong, `W/${strong}`]) {
        const headers = { 'if-none-match': known };
        const answer = await load(path, { headers });
        expect([known, answer.status]).toEqual([known, 304]);
        expect(headersOf(answer)).toEqual(expectedHeaders(asset));
      }
      const headers = { 'if-none-match': '"another"' };
      expect((await load(path, { headers })).status).toBe(200);
    });

    test.each(FILES)('%s is loaded and nothing else', async (path, { use }) => {
      for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
        const answer = await load(path, { method });
        expect([method, answer.status]).toEqual([method, 405]);
        expect(answer.headers.get('allow')).toBe('GET, HEAD');
      }
      const origin = 'https://elsewhere.example';
      const { headers } = await load(path, { headers: { origin } });
      const told = use === 'script' ? '*' : null;
      expect(headers.get('access-control-allow-origin')).toBe(told);
    });

    test('behind a prefix it is the same file', async () => {
      // The gateway has one already, and the landing page lies behind one at most.
      const files = FILES.filter(([path]) => path !== '/' || kind.name === 'edge');
      for (const [path, asset] of files) {
        const answer = await load(`/stats-of-mine${path}`);
        expect([path, headersOf(answer)]).toEqual([path, expectedHeaders(asset)]);
        expect(await answer.text()).toBe(await bodyOf(path));
        const etag = answer.headers.get('etag') ?? '';
        const headers = { 'if-none-match': etag };
        expect((await load(`/stats-of-mine${path}`, { headers })).status).toBe(304);
      }
    });

    test('a slash behind a page leads to the page', async () => {
      for (const prefix of ['', '/stats-of-mine']) {
        const answer = await load(`${prefix}/dashboard/`);
        expect([answer.status, answer.headers.get('location')]).toEqual([308, '../dashboard']);
      }
    });

    test.each([
      '/landing.html',
      '/landing',
      '/index.html',
      '/dashboard.html',
      '/_headers',
      '/uplot',
      '/v1/landing.html',
    ])('%s is not to be found', async (path) => {
      await expectRefusal(runtime().fetch(path), 'not-found');
    });

    test('none of it counts, and the old way to the report still mails', async () => {
      const counted = await countedBy(runtime(), async () => {
        for (const [path] of FILES) await load(path);
      });
      expect(counted).toBe(0);
      const report = await runtime().fetch('/?report=1', OWNER);
      expect(await report.json()).toEqual({ ok: true, report: true });
    });
  });
}
