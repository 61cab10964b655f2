/**
 * The bridge between Fn and the app, mostly behind Oracle's own FDK on a Unix socket: whatever comes in,
 * an answer goes out, and the FDK's traps stay shut.
 */
import fc from 'fast-check';
import { Hono } from 'hono';
import { describe, expect, test, vi } from 'vitest';
import { fnBridge, toRequest } from '../../function/fn-bridge.ts';
import { originGuard } from '../../shared/guards/origins.ts';
import type { Log } from '../../shared/ports.ts';
import { MemoryContext } from '../doubles/memory-context.ts';
import { SILENT } from '../doubles/silent-log.ts';
import { startFdk } from '../support/fdk-server.ts';

const EMPTY = Buffer.alloc(0);

const http = (method: string, url: string, headers: Record<string, readonly string[]> = {}) => ({
  'Fn-Http-Method': [method],
  'Fn-Http-Request-Url': [url],
  ...headers,
});

describe('the request', () => {
  test.each([
    ['/v1/counter?vid=a%20b', 'https://localhost/v1/counter?vid=a%20b'],
    ['/counter', 'https://localhost/counter'],
    ['http://fn.local:8080/t/app/counter?x=1', 'http://fn.local:8080/t/app/counter?x=1'],
    ['counter', 'https://localhost/counter'],
    ['', 'https://localhost/'],
    ['//', 'https://localhost//'],
    ['//evil.example/counter', 'https://localhost//evil.example/counter'],
    ['/\\evil.example/counter', 'https://localhost//evil.example/counter'],
  ])('for %s keeps path, prefix and query', (url, expected) => {
    expect(toRequest(EMPTY, http('GET', url))?.url).toBe(expected);
  });

  test('is for the root when no URL is told', () => {
    expect(toRequest(EMPTY, { 'Fn-Http-Method': ['GET'] })?.url).toBe('https://localhost/');
  });

  test('is for the host that the client asked', () => {
    const headers = { 'Fn-Http-H-Host': ['counter.example'] };
    expect(toRequest(EMPTY, http('GET', '/v1/counter', headers))?.url).toBe(
      'https://counter.example/v1/counter',
    );
  });

  test('has the headers of the client, and none of the platform', () => {
    const request = toRequest(
      EMPTY,
      http('GET', '/counter', {
        'Fn-Http-H-Accept': ['text/html', 'text/plain'],
        'Fn-Http-H-User-Agent': ['Zo\u00eb/1'],
        'Fn-Http-H-': ['no name'],
        'Fn-Call-Id': ['1'],
        'Content-Type': ['application/json'],
        'User-Agent': ['fn'],
      }),
    );
    expect([...(request?.headers ?? [])]).toEqual([
      ['accept', 'text/html, text/plain'],
      ['content-type', 'application/json'],
      ['user-agent', 'Zo\u00eb/1'],
    ]);
  });

  test('has the bytes of the body, except where a method takes none', async () => {
    const bytes = Buffer.from([0x00, 0xff, 0x7b, 0xc3]);
    const posted = toRequest(bytes, http('POST', '/report'));
    expect(await posted?.bytes()).toEqual(new Uint8Array(bytes));
    expect(toRequest(EMPTY, http('POST', '/report'))?.body).toBeNull();
    for (const method of ['GET', 'HEAD', 'get']) {
      const request = toRequest(bytes, http(method, '/counter'));
      expect([request?.method, request?.body]).toEqual([method.toUpperCase(), null]);
    }
  });

  test.each([
    http('TRACE', '/counter'),
    http('CONNECT', '/counter'),
    http('BAD METHOD', '/counter'),
    http('', '/counter'),
    http('GET', 'http://'),
    http('GET', 'http://name:word@fn.local/counter'),
    http('GET', '/counter', { 'Fn-Http-H-Host': ['not a host'] }),
    http('GET', '/counter', { 'Fn-Http-H-Host': ['name:word@fn.local'] }),
    http('GET', '/counter', { 'Fn-Http-H-Bad Name': ['x'] }),
    http('GET', '/counter', { 'Fn-Http-H-Accept': ['a\nb'] }),
    http('GET', '/counter', { 'Fn-Http-H-Accept': ['\u2713'] }),
    http('GET', '/counter', { 'Content-Type': ['\u2713'] }),
  ])('that cannot be one, such as %j, never reaches the app', async (headers) => {
    const fetch = vi.fn();
    const error = vi.fn();
    const context = new MemoryContext(headers);
    await fnBridge({ fetch }, { ...SILENT, error })(EMPTY, context);
    expect(fetch).not.toHaveBeenCalled();
    expect(context.status).toBe(404);
    expect(error).not.toHaveBeenCalled();
  });
});

test('does not take a page of the host that a path seems to name for one of our own', async () => {
  const app = new Hono().use(originGuard(['https://site.example']));
  app.all('*', (context) => context.text('counted'));
  const context = new MemoryContext(
    http('POST', '//stranger.example/counter', {
      'Fn-Http-H-Host': ['counter.example'],
      'Fn-Http-H-Origin': ['https://stranger.example'],
    }),
  );
  await fnBridge(app, SILENT)(EMPTY, context);
  expect(context.status).toBe(403);
});

describe('a bare invocation', () => {
  test.each([
    ['', undefined],
    [' \n', undefined],
    ['{}', undefined],
    ['{"vid":""}', undefined],
    ['{"vid":"visitor-1"}', 'visitor-1'],
    ['{"vid":"a&b=c d"}', 'a&b=c d'],
    // "?" is no visitor id: the counter refuses it.
    ['{"vid":null}', '?'],
    ['{"vid":7}', '?'],
    ['{"vid":["visitor-1"]}', '?'],
    ['null', '?'],
    ['[]', '?'],
    ['42', '?'],
    ['"visitor-1"', '?'],
    ['visitor-1', '?'],
    ['{"vid":', '?'],
  ])('with %j counts for the visitor %s', (text, vid) => {
    const request = toRequest(Buffer.from(text), { 'Content-Type': ['text/plain'] });
    const { pathname, searchParams } = new URL(request?.url ?? '');
    expect([request?.method, pathname]).toEqual(['POST', '/counter']);
    expect(searchParams.get('vid') ?? undefined).toBe(vid);
  });

  test('with bytes that are no text is refused like any other visitor id that is none', () => {
    const request = toRequest(Buffer.from([0xff, 0xfe, 0x00]), {});
    expect(request?.url).toBe('https://localhost/counter?vid=%3F');
  });
});

describe('the answer', () => {
  test('carries status, headers, type and bytes of the app', async () => {
    const bytes = Uint8Array.from([0x00, 0xff, 0xc3]);
    const headers = { 'content-type': 'image/png', 'cache-control': 'no-store', vary: 'Origin' };
    const fdk = await startFdk(() => new Response(bytes, { status: 418, headers }));
    const answer = await fdk.call(http('GET', '/counter'));
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'fn-http-status': '418',
      'content-type': 'image/png',
      'fn-http-h-cache-control': 'no-store',
      'fn-http-h-vary': 'Origin',
    });
    expect(answer.headers).not.toHaveProperty('fn-http-h-content-type');
    expect(answer.body).toEqual(Buffer.from(bytes));
  });

  test('in JSON is encoded once', async () => {
    const fdk = await startFdk(() => Response.json({ ok: true, name: 'Zoë 🦊' }));
    const { body, headers } = await fdk.call(http('GET', '/counter'));
    expect(body.toString()).toBe('{"ok":true,"name":"Zoë 🦊"}');
    expect(headers['content-type']).toBe('application/json');
  });

  test.each([200, 204, 304])(
    'of %i without a body is empty, and the process lives on',
    async (status) => {
      const fdk = await startFdk(() => new Response(null, { status }));
      for (let call = 0; call < 2; call += 1) {
        const { body, headers } = await fdk.call(http('HEAD', '/counter'));
        expect(body).toHaveLength(0);
        expect(headers).toMatchObject({
          'fn-http-status': `${status}`,
          'content-type': 'text/plain',
        });
      }
    },
  );

  test('keeps every value of a repeated header', async () => {
    const headers = new Headers([
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
      ['vary', 'Origin'],
      ['vary', 'Accept'],
    ]);
    const fdk = await startFdk(() => new Response('', { headers }));
    const answer = await fdk.call(http('GET', '/counter'));
    expect(answer.headers['fn-http-h-set-cookie']).toBe('a=1, b=2');
    expect(answer.headers['fn-http-h-vary']).toBe('Origin, Accept');
  });

  test('reaches the app with repeated headers and a large body, as FDK and socket hand them on', async () => {
    const body = Buffer.alloc(200_000, 'é');
    const fdk = await startFdk(async (request) =>
      Response.json({
        bytes: (await request.arrayBuffer()).byteLength,
        accept: request.headers.get('accept'),
        type: request.headers.get('content-type'),
      }),
    );
    const headers = { 'fn-http-h-accept': ['text/html', 'text/plain'], 'content-type': ['x/y'] };
    const answer = await fdk.call(http('PUT', '/v1/counter', headers), body);
    expect(JSON.parse(answer.body.toString())).toEqual({
      bytes: body.byteLength,
      accept: 'text/html, text/plain',
      type: 'x/y',
    });
  });
});

describe('a failure of the app', () => {
  const broken = () =>
    new ReadableStream({ start: (controller) => controller.error(new Error('secret')) });
  const failures: Readonly<Record<string, () => Response>> = {
    'an error': () => {
      throw new Error('secret');
    },
    'something that is no error': () => {
      throw 'secret';
    },
    'an answer that breaks off': () =>
      new Response(broken(), { headers: { 'cache-control': 'max-age=60', 'content-length': '9' } }),
    'no answer at all': () => undefined as unknown as Response,
  };

  test.each(Object.entries(failures))('by %s is logged and told as 503', async (_, fail) => {
    const error = vi.fn<Log['error']>();
    const fdk = await startFdk(fail, { ...SILENT, error });
    const answer = await fdk.call(http('GET', '/counter'));
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'fn-http-status': '503',
      'fn-http-h-cache-control': 'no-store',
      'fn-http-h-retry-after': '5',
    });
    expect(answer.headers).not.toHaveProperty('fn-http-h-content-length');
    expect(answer.body.toString()).toBe('{"ok":false,"error":"unavailable"}');
    expect(error).toHaveBeenCalledOnce();
  });
});

test('answers whatever headers and body come, always raw, with a status and a type', async () => {
  const names = fc.oneof(
    fc.constantFrom('Fn-Http-Method', 'Fn-Http-Request-Url', 'Fn-Http-H-Host', 'Content-Type'),
    fc.string({ unit: 'binary' }).map((name) => `Fn-Http-H-${name}`),
    fc.string(),
  );
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.webUrl({ withQueryParameters: true }),
    fc.constantFrom('GET', 'POST', 'TRACE', '//', '/v1/counter', '[', 'a:b@c'),
  );
  const headers = fc.dictionary(names, fc.array(texts, { maxLength: 3 }));
  const echo = async (request: Request) =>
    new Response(await request.text(), { headers: request.headers });
  await fc.assert(
    fc.asyncProperty(headers, fc.uint8Array({ maxLength: 64 }), async (sent, bytes) => {
      const context = new MemoryContext(sent);
      const result = await fnBridge({ fetch: echo }, SILENT)(Buffer.from(bytes), context);
      expect(result.constructor.name).toBe('RawResult');
      expect([200, 404]).toContain(context.status);
      expect(context.responseContentType).toMatch(/./);
    }),
    { numRuns: 500 },
  );
});
