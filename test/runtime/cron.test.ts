/** The edge's cron trigger: it mails the day's report as `/report?once=day` does, and needs nobody. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { expectRefusal, OWNER, totalsIn } from './answers.ts';
import { startEdge } from './edge-runtime.ts';
import { startForTest } from './runtime-lifetime.ts';
import type { Runtime } from './runtimes.ts';
import { steadySite } from './steady-site.ts';

const EDGE = { name: 'edge', start: startEdge } as const;

describe('alerts', () => {
  const titles = ({ emulator }: Runtime) => emulator.outbox.messages().map(({ title }) => title);

  test('tell of a surge once a flush has stored it', async () => {
    const runtime = await startForTest(EDGE);
    await runtime.store.write(steadySite(1, [180]));
    await totalsIn(runtime.fetch('/counter'));
    await vi.waitUntil(() => titles(runtime).length > 0, { timeout: 20_000 });
    expect(titles(runtime)).toEqual([expect.stringMatching(/: your site went round: 181 views/)]);
    await vi.waitUntil(
      async () => {
        const { report } = (await runtime.store.document()) as { report: { surge?: object } };
        return 'mailedAt' in (report.surge ?? {});
      },
      { timeout: 5_000 },
    );
  });

  test('tell of silence with the cron', async () => {
    const runtime = await startForTest(EDGE);
    await runtime.store.write(steadySite(4));
    expect(await runtime.ringCron?.()).toBe('ok');
    expect(await runtime.ringCron?.()).toBe('ok');
    expect(titles(runtime).filter((title) => title.includes('no view for 3 days'))).toHaveLength(1);
  });
});

describe('the cron trigger', () => {
  test('mails once a day, together with whoever asks by HTTP', async () => {
    const { emulator, fetch, ringCron, store } = await startForTest(EDGE);
    await totalsIn(fetch('/counter'));
    expect(await ringCron?.()).toBe('ok');
    expect(await ringCron?.()).toBe('ok');
    const reply = await (await fetch('/report?once=day', OWNER)).json();
    expect(reply).toEqual({ ok: true, report: false, already: true });
    expect(emulator.outbox.messages()).toHaveLength(1);
    expect(await store.document()).toMatchObject({ pageviews: 1 });
  });

  test('has nothing to do without a topic', async () => {
    const settings = { TOPIC_OCID: undefined };
    const { emulator, ringCron } = await startForTest(EDGE, { settings });
    expect(await ringCron?.()).toBe('ok');
    expect(emulator.requests.counts()).toMatchObject({ putObject: 0, publishMessage: 0 });
  });

  test('fails where Cloudflare shows it, when nothing could be mailed', async () => {
    const { emulator, ringCron } = await startForTest(EDGE);
    emulator.faults.set({ rules: [{ fault: 'throttled', request: 'publishMessage' }] });
    expect(await ringCron?.()).toBe('exception');
    emulator.faults.clear();
    expect(await ringCron?.()).toBe('ok');
    expect(emulator.outbox.messages()).toHaveLength(1);

    const settings = { OCI_PRIVATE_KEY: undefined };
    const misconfigured = await startForTest(EDGE, { settings });
    expect(await misconfigured.ringCron?.()).toBe('exception');
  });
});

test('an edge without its Durable Object is misconfigured, and says which binding', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'edge-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const whole = await readFile('wrangler.toml', 'utf8');
  const without = whole
    .replace(/^\[\[(durable_objects\.bindings|migrations)\]\]\n(.+\n)+/gm, '')
    .replace('worker/index.ts', resolve('worker/index.ts'))
    .replace('dist/assets', resolve('dist/assets'));
  expect(without).not.toContain('CounterObject');
  const configPath = join(folder, 'wrangler.toml');
  await writeFile(configPath, without);

  const { fetch, logs } = await startForTest(EDGE, { configPath });
  await expectRefusal(fetch('/counter'), 'misconfigured');
  expect(await (await fetch('/health')).json()).toEqual({ ok: true, misconfigured: true });
  expect(logs()).toContain('COUNTER: the Durable Object binding is missing');
});
