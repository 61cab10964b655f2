/** What is measured on workerd: the edge as it is built for deployment, and what it is compared with. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import { DEFAULT_BUCKET, DEFAULT_NAMESPACE } from '../local/oci-emulator/oci-emulator.ts';
import type { EmulatorProcess } from './emulator-process.ts';
import type { StartWorker, WorkerOptions, WorkerServer } from './worker-server.ts';
import { WorkerdProcess } from './workerd-process.ts';

const SALT = 'a salt for benchmarks';

/** What a site that runs for real has set. */
export const SITE_SETTINGS = {
  SALT,
  REPORT_TOKEN: 'a token for benchmarks',
  TOPIC_OCID: 'ocid1.onstopic.oc1..reports',
};

export interface RunningCounter {
  /** Of its `/counter`. */
  readonly url: string;
  /** Kills it without warning and starts it again, at another address. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export class Edge implements RunningCounter {
  readonly #server: WorkerServer;

  private constructor(server: WorkerServer) {
    this.#server = server;
  }

  static async start(
    emulator: EmulatorProcess,
    object: string,
    startWorker: StartWorker = WorkerdProcess.start,
  ): Promise<Edge> {
    const server = await startWorker({
      scriptPath: resolve('dist/worker/index.js'),
      vars: { ...emulator.edgeSettings, ...SITE_SETTINGS, OBJECT: object, RATE_LIMIT: 'off' },
      durableObject: { binding: 'COUNTER', className: 'CounterObject' },
    });
    return new Edge(server);
  }

  get url(): string {
    return `${this.#server.url}/counter`;
  }

  /** The Durable Object flushes what it finds in its journal, two seconds after it is first called. */
  restart(): Promise<void> {
    return this.#server.restart();
  }

  /** The most that its process has taken of this machine's memory since it started. */
  memoryMib(): Promise<number> {
    if (this.#server.memoryMib === undefined)
      throw new Error('its memory cannot be told from ours');
    return this.#server.memoryMib();
  }

  /** Resolves once every acknowledged visit is in the document. */
  async drained(timeoutMs: number): Promise<void> {
    const deadlineMs = performance.now() + timeoutMs;
    while ((await this.#pendingVisits()) > 0) {
      if (performance.now() > deadlineMs) throw new Error('the journal was not flushed in time');
      await sleep(200);
    }
  }

  close(): Promise<void> {
    return this.#server.close();
  }

  async #pendingVisits(): Promise<number> {
    const answer = await fetch(`${this.#server.url}/health`);
    const { pending } = (await answer.json()) as { pending?: number };
    if (pending === undefined) throw new Error('the edge does not tell how many visits wait');
    return pending;
  }
}

export function startOldCounter(emulator: EmulatorProcess, object: string) {
  const path = `/n/${DEFAULT_NAMESPACE}/b/${DEFAULT_BUCKET}/o/${encodeURIComponent(object)}`;
  const OBJECT_URL = `${emulator.url}${path}`;
  return startBenchWorker('old-counter', {
    vars: { ...emulator.edgeSettings, OBJECT_URL, SALT },
  });
}

export function startBareReply(startWorker?: StartWorker): Promise<RunningCounter> {
  return startBenchWorker('bare-reply', {}, startWorker);
}

export function startMemoryCounter(): Promise<RunningCounter> {
  return startBenchWorker('memory-counter', {
    durableObject: { binding: 'COUNTER', className: 'MemoryCounter' },
  });
}

/** One of bench/workers/, by its file name. */
export async function startBenchWorker(
  name: string,
  options: Omit<WorkerOptions, 'scriptPath'> = {},
  startWorker: StartWorker = WorkerdProcess.start,
): Promise<RunningCounter> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-worker-'));
  const scriptPath = join(folder, 'index.js');
  await build({
    entryPoints: [resolve('bench/workers', `${name}.ts`)],
    outfile: scriptPath,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2024',
    external: ['cloudflare:workers'],
    conditions: ['workerd', 'worker', 'browser'],
    logLevel: 'warning',
  });
  const server = await startWorker({ ...options, scriptPath });
  return {
    get url() {
      return `${server.url}/counter`;
    },
    restart: () => server.restart(),
    async close() {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
