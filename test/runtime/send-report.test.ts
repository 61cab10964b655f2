/** The shell step of daily-report.yml, run for real: against the built Worker, and against bad servers. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createTestHarness } from 'wrangler';
import { apiKeyEnvironment } from '../../local/oci-emulator/api-key.ts';
import {
  DEFAULT_REGION,
  type OciEmulator,
  startOciEmulator,
} from '../../local/oci-emulator/oci-emulator.ts';
import { runSendReport } from './run-send-report.ts';

const TOKEN = 'a token, with "quotes" $HOME `id` and %41';
/** curl without a name, a handshake, or a certificate that it trusts: 60 is the one that has run out. */
const NOT_SENT = ['3', '6', '35', '58', '59', '60', '77', '83', '90', '91', '97'];

describe('against the Worker', () => {
  let emulator: OciEmulator;
  let harness: ReturnType<typeof createTestHarness>;
  let dataFolder = '';
  let url = '';

  beforeAll(async () => {
    dataFolder = await mkdtemp(join(tmpdir(), 'send-report-'));
    emulator = await startOciEmulator({ dataFolder });
    const vars = {
      ...apiKeyEnvironment(await emulator.addApiKey()),
      OCI_REGION: DEFAULT_REGION,
      OCI_OBJECT_STORAGE_URL: emulator.url,
      OCI_NOTIFICATIONS_URL: emulator.url,
      TOPIC_OCID: 'ocid1.onstopic.oc1..reports',
      REPORT_TOKEN: TOKEN,
      SALT: 'a salt for tests',
    };
    const worker = { configPath: 'wrangler.toml', prebuiltWorkerDir: 'dist/worker', vars };
    harness = createTestHarness({ workers: [worker] });
    url = (await harness.listen()).url.href;
  });
  afterAll(async () => {
    await harness.close();
    await emulator.close();
    await rm(dataFolder, { recursive: true, force: true });
  });

  test('mails once a day, and says so the second time', async () => {
    const first = await runSendReport({ COUNTER_URL: url, REPORT_TOKEN: TOKEN });
    expect(first).toMatchObject({ exitCode: 0, output: 'The report was mailed.\n' });
    expect(emulator.outbox.messages()).toHaveLength(1);

    const second = await runSendReport({ COUNTER_URL: url, REPORT_TOKEN: TOKEN });
    expect(second).toMatchObject({
      exitCode: 0,
      output: 'The report that was due had been mailed already.\n',
    });
    expect(emulator.outbox.messages()).toHaveLength(1);
  });

  test('fails at once with the word of the Worker when the token is wrong', async () => {
    const wrong = 'another-token';
    const run = await runSendReport({ COUNTER_URL: url, REPORT_TOKEN: wrong });
    expect(run.exitCode).toBe(1);
    expect(run.output).toContain('The server answered 403: {"ok":false,"error":"forbidden"}');
    expect(run.output).toContain('::error title=No report was mailed::');
    expect(run.output).not.toContain(wrong);
    expect(run.output).not.toContain('trying again');
  });

  test('shows the token to no other process', async () => {
    const { visible } = await runSendReport({ COUNTER_URL: url, REPORT_TOKEN: TOKEN });
    expect(visible).toContain('/report?once=due');
    expect(visible).not.toContain(TOKEN);
  });
});

describe('against servers in trouble', () => {
  test('tries again, and fails in the end, when nobody answers', async () => {
    // A port that was free a moment ago: nobody listens there.
    const { server, url } = await serve(() => undefined);
    server.close();
    await once(server, 'close');
    const run = await runSendReport({ COUNTER_URL: url, REPORT_TOKEN: TOKEN });
    expect(run.exitCode).toBe(1);
    expect(run.output.match(/trying again in 0 s/g)).toHaveLength(2);
    expect(run.output).toContain('There was no answer: curl: (7)');
  });

  test('succeeds after a 503 that passes', async () => {
    const answers = [503, 503, 200];
    const asked: (string | undefined)[] = [];
    const { url } = await serve((request, response) => {
      asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
      const status = answers.shift() ?? 500;
      const ok = status === 200;
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(ok ? { ok, report: true } : { ok, error: 'unavailable' }));
    });
    const run = await runSendReport({ COUNTER_URL: `${url}/v1/`, REPORT_TOKEN: TOKEN });
    expect(run.exitCode).toBe(0);
    expect(run.output).toContain('The server answered 503: {"ok":false,"error":"unavailable"}');
    expect(run.output).toContain('The report was mailed.');
    expect(asked).toEqual(Array(3).fill(`POST /v1/report?once=due Bearer ${TOKEN}`));
  });

  test('gives up when a 503 stays', async () => {
    let requests = 0;
    const { url } = await serve((_, response) => {
      requests += 1;
      response.writeHead(503).end('{"ok":false,"error":"conflict"}');
    });
    const run = await runSendReport({ COUNTER_URL: url, REPORT_TOKEN: TOKEN });
    expect(run.exitCode).toBe(1);
    expect(requests).toBe(3);
    expect(run.output).toContain('{"ok":false,"error":"conflict"}');
  });

  test.each([
    ['a 503 that may have come after the claim', 503, '{"ok":false,"error":"unavailable"}'],
    ['a 500', 500, '{"ok":false,"error":"misconfigured"}'],
    ['a proxy that gave up', 504, '<h1>Gateway Timeout</h1>'],
    ['a connection that broke off', 'cut', ''],
  ] as const)('does not take "already" for a mail after %s', async (_, trouble, words) => {
    const { url } = await serveInTurn([trouble, words], [200, ALREADY]);
    const run = await runSendReport({ COUNTER_URL: url, REPORT_TOKEN: TOKEN });
    expect(run.exitCode).toBe(1);
    expect(run.output).toContain('::error title=Nobody can tell whether a report was mailed::');
    expect(run.output).toContain('look into your inbox');
    expect(run.output).toContain(trouble === 'cut' ? 'There was no answer' : words);
  });

  test.each([
    ['a conflict, which claims nothing', 503, '{"ok":false,"error":"conflict"}'],
    ['a caller that came too often', 429, ''],
  ] as const)('takes "already" for a mail after %s', async (_, status, words) => {
    const { url } = await serveInTurn([status, words], [200, ALREADY]);
    const run = await runSendReport({ COUNTER_URL: url, REPORT_TOKEN: TOKEN });
    expect(run.exitCode).toBe(0);
    expect(run.output).toContain('The report that was due had been mailed already.');
  });

  test.each<[string, number, string]>([
    ['7', 0, 'The report that was due had been mailed already.'],
    ...NOT_SENT.map((code): [string, number, string] => [
      code,
      0,
      'The report that was due had been mailed already.',
    ]),
    ['28', 1, 'Nobody can tell whether a report was mailed'],
    ['52', 1, 'Nobody can tell whether a report was mailed'],
    ['55', 1, 'Nobody can tell whether a report was mailed'],
    ['56', 1, 'Nobody can tell whether a report was mailed'],
  ])(
    'takes "already" for a mail after curl %s only when nothing was sent',
    async (code, exitCode, words) => {
      const { url } = await serveInTurn([200, ALREADY]);
      const settings = { COUNTER_URL: url, REPORT_TOKEN: TOKEN, FIRST_CURL_CODE: code };
      const run = await runSendReport(settings);
      expect(run.output).toContain(`There was no answer: curl: (${code})`);
      expect(run.output).toContain(words);
      expect(run.exitCode).toBe(exitCode);
    },
  );

  test('mails after a try that was lost before the claim', async () => {
    const { url } = await serveInTurn(['cut', ''], [200, '{"ok":true,"report":true}']);
    const run = await runSendReport({ COUNTER_URL: url, REPORT_TOKEN: TOKEN });
    expect(run.exitCode).toBe(0);
    expect(run.output).toContain('The report was mailed.');
  });

  test('takes a web page, or a refusal that says 200, for no success', async () => {
    for (const body of ['<h1>It works</h1>', '{"ok":false,"report":true}', '', '{"ok":true}']) {
      const { url } = await serve((_, response) => void response.end(body));
      const run = await runSendReport({ COUNTER_URL: url, REPORT_TOKEN: TOKEN });
      expect(run.exitCode, body).toBe(1);
      expect(run.output).toContain('COUNTER_URL leads to something that is no counter');
    }
  });

  test('does not carry the token to where a redirect leads', async () => {
    let followed = false;
    const elsewhere = await serve((_, response) => {
      followed = true;
      response.end('{"ok":true,"report":true}');
    });
    const { url } = await serve((_, response) => {
      response.writeHead(307, { location: `${elsewhere.url}/report` }).end();
    });
    const run = await runSendReport({ COUNTER_URL: url, REPORT_TOKEN: TOKEN });
    expect(run.exitCode).toBe(1);
    expect(run.output).toContain('The server answered 307');
    expect(followed).toBe(false);
  });

  test('prints neither the token nor commands to GitHub that a server sends back', async () => {
    const { url } = await serve((request, response) => {
      response.writeHead(400).end(`${request.headers.authorization}\n::stop-commands::x\n`);
    });
    const run = await runSendReport({ COUNTER_URL: url, REPORT_TOKEN: TOKEN });
    expect(run.exitCode).toBe(1);
    expect(run.output).toContain('Bearer *** ::stop-commands::x');
    expect(run.output).not.toContain(TOKEN);
    expect(run.output).not.toMatch(/^::stop/m);
  });
});

describe('with settings that cannot work', () => {
  const good = { COUNTER_URL: 'https://counter.invalid', REPORT_TOKEN: TOKEN };
  const cases: readonly [string, Readonly<Record<string, string>>, string][] = [
    ['no address', { COUNTER_URL: ' ' }, 'COUNTER_URL is not set'],
    ['no token', { REPORT_TOKEN: '' }, 'REPORT_TOKEN is not set'],
    [
      'an address without https',
      { COUNTER_URL: 'http://counter.invalid' },
      'must start with https',
    ],
    ['a local address that is none', { COUNTER_URL: 'http://127.0.0.1.evil.invalid' }, 'https'],
    ['a token of two lines', { REPORT_TOKEN: 'one\nX-Other: two' }, 'has a line break inside'],
  ];
  test.each(cases)('says what to mend, and asks nobody: %s', async (_, settings, words) => {
    const run = await runSendReport({ ...good, ...settings });
    expect(run.exitCode).toBe(1);
    expect(run.output).toContain(words);
    expect(run.visible).toBe('');
  });

  test.each([
    ['COUNTER_URL', ''],
    ['COUNTER_URL', '/'],
    ['COUNTER_URL', '/report'],
    ['COUNTER_URL', '/v1/report/'],
    ['REPORT_URL', '/report'],
    ['REPORT_URL', '/v1/report\r\n'],
    ['REPORT_URL', '/report?report=1'],
    ['REPORT_URL', ''],
  ])('finds the report by %s that ends with "%s"', async (name, end) => {
    let asked: string | undefined;
    const { url } = await serve((request, response) => {
      asked = request.url;
      response.end('{"ok":true,"report":true}');
    });
    const run = await runSendReport({ [name]: `${url}${end}`, REPORT_TOKEN: TOKEN });
    expect(run).toMatchObject({ exitCode: 0, output: 'The report was mailed.\n' });
    expect(asked).toBe(`${end.startsWith('/v1') ? '/v1' : ''}/report?once=due`);
  });

  test('goes by COUNTER_URL where both addresses are set, and names the one that is wrong', async () => {
    const other = 'http://counter.invalid/report';
    const { url } = await serveInTurn([200, '{"ok":true,"report":true}']);
    const both = { COUNTER_URL: url, REPORT_URL: other, REPORT_TOKEN: TOKEN };
    expect((await runSendReport(both)).exitCode).toBe(0);
    const run = await runSendReport({ REPORT_URL: other, REPORT_TOKEN: TOKEN });
    expect(run.output).toContain('REPORT_URL must start with https');
  });

  test('takes off the line break that pasting leaves at the end', async () => {
    let authorization: string | undefined;
    const { url } = await serve((request, response) => {
      authorization = request.headers.authorization;
      response.end('{"ok":true,"report":true}');
    });
    const run = await runSendReport({ COUNTER_URL: `${url}\n`, REPORT_TOKEN: 'token\r\n' });
    expect(run.exitCode).toBe(0);
    expect(authorization).toBe('Bearer token');
  });
});

const ALREADY = '{"ok":true,"report":false,"already":true}';

/** Answers each request with the next of these; `cut` takes the request and breaks off. */
function serveInTurn(...answers: (readonly [number | 'cut', string])[]) {
  return serve((request, response) => {
    const [status, body] = answers.shift() ?? [500, ''];
    if (status === 'cut') request.socket.destroy();
    else response.writeHead(status).end(body);
  });
}

async function serve(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
