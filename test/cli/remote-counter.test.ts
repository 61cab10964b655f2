/** A running counter asked over HTTP: the very commands that read the store, with no key of Oracle. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { runCli } from './run-cli.ts';

let server: Server | undefined;

afterEach(async () => {
  const closed = Promise.withResolvers<void>();
  server?.close(() => closed.resolve());
  if (server === undefined) closed.resolve();
  server = undefined;
  await closed.promise;
});

async function serve(answer: RequestListener): Promise<string> {
  const listening = createServer(answer);
  server = listening;
  const ready = Promise.withResolvers<void>();
  listening.listen(0, '127.0.0.1', () => ready.resolve());
  await ready.promise;
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}/counter-api/`;
}

const DOCUMENT = { pageviews: 7, uniqueVisitors: 0, seen: [], updatedAt: 1_795_400_000 };

/** What a counter with the token `right` answers. */
const counter: RequestListener = ({ headers, method, url }, response) => {
  const hasToken = headers.authorization === 'Bearer right';
  const answers: Readonly<Record<string, object>> = {
    'GET /counter-api/totals': { ok: true, count: 7, unique: 3, updatedAt: 1_795_400_000 },
    'GET /counter-api/document': DOCUMENT,
    'POST /counter-api/report?once=day': { ok: true, report: false, already: true },
  };
  const answer = answers[`${method} ${url}`];
  const isOpen = url === '/counter-api/totals';
  response.statusCode = answer === undefined ? 404 : hasToken || isOpen ? 200 : 403;
  response.end(JSON.stringify(response.statusCode === 200 ? answer : { ok: false, error: 'no' }));
};

test('totals needs an address alone', async () => {
  const { exitCode, stdout } = await runCli(['totals', '--url', await serve(counter)], {});
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: '7 views\n3 visitors\nlast view: 2026-11-23T02:13:20.000Z\n',
  });
});

test('export and report send the token, from the command line or the environment', async () => {
  const url = await serve(counter);
  const exported = await runCli(['export', '--url', url, '--token', 'right'], {});
  expect(JSON.parse(exported.stdout)).toMatchObject({ pageviews: 7, updatedAt: 1_795_400_000 });
  const reported = await runCli(['report', '--once', '--url', url], { REPORT_TOKEN: 'right' });
  expect(reported.stdout).toBe("Today's report was mailed already.\n");
});

test('says what to do about a missing token and a wrong one', async () => {
  const url = await serve(counter);
  const missing = await runCli(['export', '--url', url], {});
  expect(missing).toMatchObject({ exitCode: 1, stdout: '' });
  expect(missing.stderr).toContain('name its token by --token');
  const wrong = await runCli(['export', '--url', url], { REPORT_TOKEN: 'wrong-one' });
  expect(wrong.stderr).toContain('it takes another token');
});

test('takes another page for no counter, and goes to no other address', async () => {
  const page = await serve((_, response) => response.end('<!doctype html>'));
  expect((await runCli(['totals', '--url', page], {})).stderr).toContain('not as a counter does');
  expect((await runCli(['export', '--url', page], {})).stderr).toContain('not as a counter does');
  server?.close();
  const moved = await serve(({ url }, response) => {
    if (url?.endsWith('/moved')) return void response.end(JSON.stringify(DOCUMENT));
    response.writeHead(302, { Location: '/moved' }).end();
  });
  expect((await runCli(['export', '--url', moved], {})).stderr).toContain('answered 302');
});

test('says which host gave no answer', async () => {
  const { exitCode, stderr } = await runCli(['totals', '--url', 'http://127.0.0.1:1023'], {});
  expect(exitCode).toBe(1);
  expect(stderr).toContain('no answer from 127.0.0.1:1023 (ECONNREFUSED)');
});

test('without settings says which file to name, and nothing of a resource principal', async () => {
  const { exitCode, stderr } = await runCli(['totals'], {});
  expect(exitCode).toBe(1);
  expect(stderr).toContain('--settings FILE');
  expect(stderr).toContain('--url URL');
  expect(stderr).not.toContain('resource principal');
});
