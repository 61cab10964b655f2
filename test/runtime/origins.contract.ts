/** Which pages may count, what their browsers are told, and that a page not on the list counts nothing. */
import { describe, expect, test } from 'vitest';
import { countedBy, expectRefusal, totalsIn } from './answers.ts';
import { useRuntime } from './runtime-lifetime.ts';
import type { Runtime, RuntimeKind } from './runtimes.ts';

const OWN_PAGE = 'https://site.example';
const LISTED = {
  settings: {
    BADGE_HITS: 'on',
    ALLOWED_ORIGINS: `${OWN_PAGE}, https://www.Site.example:443/, https://müller.example, https://*.blogs.example`,
  },
};

const from = (origin: string, method = 'GET') => ({ method, headers: { origin } });

/** What a browser asks before it sends a request that is not a simple one. */
const preflight = (origin: string) => ({
  method: 'OPTIONS',
  headers: {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type',
  },
});

const STRANGERS = [
  'https://stranger.example',
  'http://site.example',
  'https://site.example:8443',
  'https://site.example.stranger.example',
  'https://SITE.example.',
  'https://blogs.example',
  'https://.blogs.example',
  'http://my.blogs.example',
  'https://my.blogs.example.stranger.example',
  'https://my-blogs.example',
  'null',
  '*',
  'https://',
  'not an origin',
];

export function describeOrigins(kind: RuntimeKind, runtime: () => Runtime): void {
  describe(`any page on the ${kind.name}`, () => {
    test.each(['https://anybody.example', 'null'])('may count from %s', async (origin) => {
      const response = await runtime().fetch('/counter', from(origin));
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      expect(response.headers.get('vary') ?? '').not.toMatch(/origin/i);
      await totalsIn(response);
    });

    test.each(['/counter', '/report', '/totals', '/health', '/nowhere'])(
      'gets a preflight of %s answered, and nothing counts',
      async (path) => {
        const counted = await countedBy(runtime(), async () => {
          const { headers, status } = await runtime().fetch(path, preflight('https://a.example'));
          expect(status).toBe(204);
          expect(Object.fromEntries(headers)).toMatchObject({
            'access-control-allow-origin': '*',
            'access-control-allow-methods': 'GET,POST,OPTIONS',
            'access-control-allow-headers': 'content-type',
            'access-control-max-age': expect.stringMatching(/^\d+$/),
          });
        });
        expect(counted).toBe(0);
      },
    );
  });

  describe(`pages on the ${kind.name}`, () => {
    const listing = useRuntime(kind, LISTED);
    describeListed(listing);
    describeUnlisted(listing);
  });
}

function describeListed(runtime: () => Runtime): void {
  describe('on the list', () => {
    test.each([
      OWN_PAGE,
      'https://www.site.example',
      'https://xn--mller-kva.example',
      'https://my.blogs.example',
      'https://deep.in.my.blogs.example',
    ])('count from %s', async (origin) => {
      const response = await runtime().fetch('/counter', from(origin));
      expect(response.headers.get('access-control-allow-origin')).toBe(origin);
      expect(response.headers.get('vary')).toMatch(/\borigin\b/i);
      await totalsIn(response);
    });

    test('may read why they are refused', async () => {
      const response = await runtime().fetch('/counter?vid=!', from(OWN_PAGE));
      expect(response.headers.get('access-control-allow-origin')).toBe(OWN_PAGE);
      await expectRefusal(response, 'invalid-vid');
    });

    test('get their preflights answered', async () => {
      const { headers, status } = await runtime().fetch('/counter', preflight(OWN_PAGE));
      expect(status).toBe(204);
      expect(headers.get('access-control-allow-origin')).toBe(OWN_PAGE);
      expect(headers.get('vary')).toMatch(/\borigin\b/i);
    });

    test('need no place on it when they are our own, or send no origin', async () => {
      await totalsIn(runtime().fetch('/counter', from(new URL(runtime().url).origin)));
      const response = await runtime().fetch('/counter');
      // Or a cache would give this answer to a page, which could not read it.
      expect(response.headers.get('vary')).toMatch(/\borigin\b/i);
      await totalsIn(response);
    });
  });
}

function describeUnlisted(runtime: () => Runtime): void {
  describe('not on the list', () => {
    test.each(STRANGERS)('such as %s are refused, and nothing counts', async (origin) => {
      const counted = await countedBy(runtime(), async () => {
        for (const init of [from(origin), from(origin, 'POST'), preflight(origin)]) {
          const response = await expectRefusal(runtime().fetch('/counter', init), 'forbidden');
          expect(response.headers.get('access-control-allow-origin')).toBeNull();
          expect(response.headers.get('vary')).toMatch(/\borigin\b/i);
        }
      });
      expect(counted).toBe(0);
    });

    test('are refused everywhere, whatever else is wrong', async () => {
      for (const path of ['/totals', '/health', '/report', '/nowhere', '/counter?vid=!']) {
        await expectRefusal(runtime().fetch(path, from('https://stranger.example')), 'forbidden');
      }
    });

    const COUNTING = ['/counter', '/noscript.gif', '/badge.svg?hit=1', '/badge.json?hit=1'];
    const cross = { 'sec-fetch-site': 'cross-site' };

    test.each(COUNTING)(
      'count nothing by an image, script or no-cors request of %s',
      async (path) => {
        const counted = await countedBy(runtime(), async () => {
          for (const headers of [
            { ...cross, referer: 'https://stranger.example/page' },
            { ...cross, referer: 'https://stranger.example/', 'sec-fetch-mode': 'no-cors' },
            cross,
            { referer: 'https://stranger.example/page' },
            { referer: 'not an address' },
          ]) {
            await expectRefusal(runtime().fetch(path, { headers }), 'forbidden');
          }
          const post = { method: 'POST', headers: cross };
          if (path === '/counter') await expectRefusal(runtime().fetch(path, post), 'forbidden');
        });
        expect(counted).toBe(0);
      },
    );

    test.each(COUNTING)('do not keep pages of the list, nor programs, from %s', async (path) => {
      const pages = [
        { ...cross, referer: `${OWN_PAGE}/` },
        { ...cross, referer: 'https://my.blogs.example/' },
        { 'sec-fetch-site': 'same-origin' },
        { 'sec-fetch-site': 'none' },
        { referer: `${OWN_PAGE}/article` },
        {},
      ];
      const counted = await countedBy(runtime(), async () => {
        for (const headers of pages) {
          const { status } = await runtime().fetch(path, { headers });
          expect(status).toBe(200);
        }
      });
      expect(counted).toBe(pages.length);
    });

    test('are told apart by the Origin alone, where there is one', async () => {
      const headers = { ...cross, origin: OWN_PAGE, referer: 'https://stranger.example/' };
      await totalsIn(runtime().fetch('/counter', { headers }));
    });
  });
}
