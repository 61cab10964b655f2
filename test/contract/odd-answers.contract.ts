/**
 * What an ObjectStore over HTTP makes of answers that the service should never give: a proxy's page,
 * a missing header, a body without end. None may pass for a document, or for its absence.
 */
import type { ServerResponse } from 'node:http';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { mintApiKey } from '../../local/oci-emulator/api-key.ts';
import { OBJECT_BYTES_MAX } from '../../shared/ports.ts';
import { startAnswerServer } from './answer-server.ts';
import { type CreateStore, toApiKey } from './emulated-oci.ts';

const VERSION = { etag: 'e-1', 'last-modified': 'Mon, 23 Nov 2026 20:00:00 GMT' };
const noAbort = () => new AbortController().signal;
const key = mintApiKey();

type Answer = (response: ServerResponse) => void;

const answer =
  (status: number, headers: Record<string, string> = {}, body = ''): Answer =>
  (response) =>
    response.writeHead(status, headers).end(body);

const error = (status: number, code: string, headers = {}): Answer =>
  answer(
    status,
    { 'content-type': 'application/json', ...headers },
    JSON.stringify({ code, message: 'x' }),
  );

const failed = (kind: string, detail: string, more = {}) => ({
  kind: 'failed',
  failure: { kind, detail, ...more },
});

const ODD_VERSIONS: Readonly<Record<string, Record<string, string>>> = {
  'no ETag': { 'last-modified': VERSION['last-modified'] },
  'an empty ETag': { ...VERSION, etag: '' },
  'no date': { etag: VERSION.etag },
  'a garbled date': { ...VERSION, 'last-modified': 'yesterday' },
};

/** Both calls answer alike. */
const REFUSALS: Readonly<Record<string, readonly [Answer, object]>> = {
  'a redirect': [answer(302, { location: '/elsewhere' }), failed('refused', '302')],
  'a page in place of an error': [answer(403, {}, '<html>No</html>'), failed('refused', '403')],
  'a code that is none': [error(400, 'not a code'), failed('refused', '400')],
  'a time-out of the service': [
    error(408, 'RequestTimeout'),
    failed('unknown', '408 RequestTimeout'),
  ],
  'a 503 that names a time': [
    error(503, 'ServiceUnavailable', { 'retry-after': '3' }),
    failed('unknown', '503 ServiceUnavailable', { retryAfterMs: 3000 }),
  ],
  'a 429 that names a date': [
    error(429, 'TooManyRequests', { 'retry-after': 'Mon, 23 Nov 2026 20:00:00 GMT' }),
    failed('throttled', '429 TooManyRequests'),
  ],
  'a 404 without a code': [answer(404, {}, 'Not found'), failed('refused', '404')],
};

export function describeOddAnswers(name: string, createStore: CreateStore): void {
  describe(`${name} and odd answers`, () => {
    async function setUp(
      serve: Answer,
      options: { readonly namespace?: string } = { namespace: 'n' },
    ) {
      const server = await startAnswerServer(serve);
      const onRequest = vi.fn();
      const place = { region: 'eu-frankfurt-1', bucket: 'b', object: 'o', url: server.url };
      const apiKey = toApiKey(await key);
      return { server, onRequest, store: createStore({ ...place, ...options, apiKey, onRequest }) };
    }

    test.each(Object.entries(ODD_VERSIONS))('takes %s for no answer', async (_, headers) => {
      const { store } = await setUp(answer(200, headers, '{}'));
      const outcome = failed('unknown', '200 without etag or last-modified');
      expect(await store.read(noAbort())).toEqual(outcome);
      expect(await store.write('{}', 'absent', noAbort())).toEqual(outcome);
    });

    test.each([0, 2, 9, 10, 23])('reads a date of hour %i in any time zone', async (hour) => {
      const zone = process.env.TZ;
      onTestFinished(() => {
        if (zone === undefined) delete process.env.TZ;
        else process.env.TZ = zone;
      });
      process.env.TZ = 'Asia/Kolkata';
      const modifiedAtMs = Date.UTC(2026, 10, 24, hour, 3, 9);
      const answeredAtMs = modifiedAtMs + 60_000;
      const dates = {
        date: new Date(answeredAtMs).toUTCString(),
        'last-modified': new Date(modifiedAtMs).toUTCString(),
      };
      const { store } = await setUp(answer(200, { ...VERSION, ...dates }, '{}'));
      const version = { etag: VERSION.etag, modifiedAtMs };
      expect(await store.read(noAbort())).toEqual({
        kind: 'found',
        object: { body: '{}', ...version },
        answeredAtMs,
      });
      expect(await store.write('{}', 'absent', noAbort())).toEqual({ kind: 'stored', ...version });
    });

    test.each(Object.entries(REFUSALS))('knows what %s is', async (_, [serve, outcome]) => {
      const { store, server } = await setUp(serve);
      expect(await store.read(noAbort())).toEqual(outcome);
      expect(await store.write('{}', 'absent', noAbort())).toEqual(outcome);
      expect(server.requests).toEqual(['GET /n/n/b/b/o/o', 'PUT /n/n/b/b/o/o']);
    });

    test('takes no refusal for one that breaks off', async () => {
      const { store } = await setUp((response) => {
        response.writeHead(404, { 'content-length': 100 }).write('{"code":"ObjectNotFound"');
        response.socket?.destroySoon();
      });
      const lost = { kind: 'failed', failure: { kind: 'unknown' } };
      expect(await store.read(noAbort())).toMatchObject(lost);
      expect(await store.write('{}', 'absent', noAbort())).toMatchObject(lost);
    });

    test('reads no error page to its end', async () => {
      const { store } = await setUp((response) => {
        response.writeHead(500).write('<!-- '.repeat(10_000));
      });
      expect(await store.read(noAbort())).toEqual(failed('unknown', '500'));
    });

    test('takes ObjectNotFound for an absence on a read only', async () => {
      const { store } = await setUp(error(404, 'ObjectNotFound'));
      expect(await store.read(noAbort())).toEqual({ kind: 'absent' });
      const outcome = await store.write('{}', 'absent', noAbort());
      expect(outcome).toEqual(failed('refused', '404 ObjectNotFound'));
    });

    test('takes ObjectNotFound for no absence when it asked for the namespace', async () => {
      const { store } = await setUp(error(404, 'ObjectNotFound'), {});
      expect(await store.read(noAbort())).toEqual(failed('refused', '404 ObjectNotFound'));
    });

    test.each(['{}', '""', '"a/../b"', 'null'])('takes %s for no namespace', async (body) => {
      const { store, server } = await setUp(answer(200, {}, body), {});
      expect(await store.read(noAbort())).toEqual(failed('unknown', '200 without a namespace'));
      expect(server.requests).toHaveLength(1);
    });

    test('does not wait for a body that is announced as too large', async () => {
      const bytes = OBJECT_BYTES_MAX + 1;
      const { store } = await setUp((response) => {
        response.writeHead(200, { ...VERSION, 'content-length': bytes }).write('{');
      });
      expect(await store.read(noAbort())).toEqual({ kind: 'too-large', bytes });
    });

    test('stops reading a body without end', async () => {
      const { store } = await setUp((response) => {
        response.writeHead(200, VERSION);
        const pump = () => {
          while (!response.destroyed && response.write('x'.repeat(65_536)));
        };
        response.on('drain', pump);
        pump();
      });
      const outcome = await store.read(noAbort());
      expect(outcome).toEqual({ kind: 'too-large', bytes: expect.any(Number) });
      expect(outcome.kind === 'too-large' && outcome.bytes).toBeGreaterThan(OBJECT_BYTES_MAX);
    });

    test('names the reason when nobody listens', async () => {
      const { server } = await setUp(answer(200));
      const apiKey = toApiKey(await key);
      const place = { region: 'eu-frankfurt-1', namespace: 'n', bucket: 'b', object: 'o' };
      // Reserved, and unlike 1, 7 and 9 not refused by fetch itself.
      const url = server.url.replace(/\d+$/, '2');
      const outcome = await createStore({ ...place, apiKey, url }).read(noAbort());
      expect(outcome).toEqual(failed('unknown', 'no answer (ECONNREFUSED)'));
    });
  });
}
