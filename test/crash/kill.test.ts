/**
 * The promise on the real runtimes: what was acknowledged is counted, once, although workerd and the
 * Function are killed under load, the store restarts in between, and answers are lost all along.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { type Edge, startEdge } from '../../local/edge.ts';
import { startGateway } from '../../local/gateway/gateway.ts';
import { apiKeyEnvironment, mintApiKey } from '../../local/oci-emulator/api-key.ts';
import type { FaultSettings } from '../../local/oci-emulator/fault-rules.ts';
import { type OciEmulator, startOciEmulator } from '../../local/oci-emulator/oci-emulator.ts';
import { Visitors } from './visitors.ts';

const KILLS = 10;

/** Called with what ends a test's processes and folders, the last first. */
type OnFinished = (cleanUp: () => Promise<void>) => void;

/** The store of one test: it keeps its folder, port and key over restarts. */
async function startStore(onFinished: OnFinished) {
  const folder = await mkdtemp(join(tmpdir(), 'crash-'));
  onFinished(() => rm(folder, { recursive: true, force: true }));
  const key = await mintApiKey();
  const { keyId, publicKey } = key;
  const open = (port?: number) =>
    startOciEmulator({
      dataFolder: join(folder, 'oci'),
      keys: [{ keyId, publicKey }],
      ...(port && { port }),
    });
  let emulator: OciEmulator = await open();
  onFinished(() => emulator.close());
  const { region, url } = emulator;
  return {
    journalFolder: join(folder, 'journal'),
    settings: {
      OCI_REGION: region,
      OCI_OBJECT_STORAGE_URL: url,
      ...apiKeyEnvironment(key),
      SALT: 'a salt for tests',
      RATE_LIMIT: 'off',
    },
    emulator: () => emulator,
    async restart() {
      await emulator.close();
      emulator = await open(emulator.port);
    },
  };
}

type Store = Awaited<ReturnType<typeof startStore>>;

/** What becomes of a write that is under way at a kill: it is slow, it lands afterwards, or it has landed unheard. */
const WRITES = [
  { latencyMs: { getObject: 10, putObject: 150 } },
  { rules: [{ fault: 'late-landing', request: 'putObject', landsAfterMs: 300, holdMs: 1_000 }] },
  { rules: [{ fault: 'cut-after', request: 'putObject', holdMs: 1_000 }] },
  { rules: [{ fault: 'server-error', request: 'putObject', tookPlace: true, probability: 0.5 }] },
] as const satisfies readonly FaultSettings[];

/** Resolves at the arrival of the next write, whose answer is not there yet. */
function nextWrite(store: Store): Promise<void> {
  const before = store.emulator().requests.count('putObject');
  return vi.waitFor(
    () => expect(store.emulator().requests.count('putObject')).toBeGreaterThan(before),
    { timeout: 20_000, interval: 5 },
  );
}

test.concurrent('workerd, killed ten times with its storage kept, loses and repeats nothing', async ({
  onTestFinished,
}) => {
  const store = await startStore(onTestFinished);
  let edge: Edge | undefined;
  onTestFinished(async () => edge?.kill());
  const start = async () => {
    const options = { port: 0, dataFolder: store.journalFolder, vars: store.settings };
    edge = await startEdge(options);
    return edge;
  };
  const visitors = new Visitors();
  for (let kill = 0; kill < KILLS; kill += 1) {
    store.emulator().faults.set(WRITES[kill % WRITES.length] ?? {});
    const { kill: killEdge, url } = await start();
    const stop = new AbortController();
    const before = visitors.acknowledged;
    const crowd = visitors.crowd(url, 8, 1_000, stop.signal);
    await vi.waitFor(() => expect(visitors.acknowledged).toBeGreaterThan(before + 20), 20_000);
    // Every fifth dies with all of its visits in the journal alone.
    if (kill % 5 > 0) await nextWrite(store);
    stop.abort();
    await killEdge();
    await crowd;
    if (kill % 3 === 2) await store.restart();
  }
  store.emulator().faults.clear();
  const { url } = await start();
  await visitors.visit(url);
  await vi.waitFor(async () => expect(await health(url)).toMatchObject({ pending: 0 }), {
    timeout: 20_000,
    interval: 100,
  });
  await expectExact(visitors, url);
}, 600_000);

test.concurrent('the Function, killed ten times, loses and repeats nothing', async ({
  onTestFinished,
}) => {
  const store = await startStore(onTestFinished);
  const gateway = await startGateway({
    port: 0,
    functionPath: 'dist/function/func.js',
    env: store.settings,
    containersMax: 3,
  });
  onTestFinished(() => gateway.close());
  const visitors = new Visitors();
  for (let kill = 0; kill < KILLS; kill += 1) {
    const stop = new AbortController();
    const before = visitors.acknowledged;
    const crowd = visitors.crowd(gateway.url, 4, 40, stop.signal);
    await vi.waitFor(() => expect(visitors.acknowledged).toBeGreaterThan(before + 2), 30_000);
    store.emulator().faults.set(WRITES[kill % WRITES.length] ?? {});
    await nextWrite(store);
    stop.abort();
    for (const id of gateway.processIds()) process.kill(id, 'SIGKILL');
    store.emulator().faults.clear();
    await crowd;
    if (kill % 3 === 2) await store.restart();
  }
  store.emulator().faults.clear();
  await visitors.visit(gateway.url);
  await expectExact(visitors, gateway.url);
}, 600_000);

async function health(url: string): Promise<unknown> {
  return (await fetch(`${url}/health`)).json();
}

async function expectExact(visitors: Visitors, url: string): Promise<void> {
  const totals = await (await fetch(`${url}/totals`)).json();
  const {
    count,
    unique,
    uniqueError = 0,
  } = totals as {
    readonly count: number;
    readonly unique: number;
    readonly uniqueError?: number;
  };
  const { acknowledged, told, unsure, wrong } = visitors;
  console.info(`${acknowledged} acknowledged, ${unsure} unsure, ${count} counted`);
  expect(wrong).toEqual([]);
  expect(acknowledged).toBeGreaterThan(0);
  expect(count).toBeGreaterThanOrEqual(acknowledged);
  expect(count).toBeLessThanOrEqual(acknowledged + unsure);
  // Every visitor is a new one; beyond 2,048 of them they are estimated.
  expect(Math.abs(unique - count)).toBeLessThanOrEqual(4 * uniqueError * count);
  expect(new Set(told).size).toBe(told.length);
}
