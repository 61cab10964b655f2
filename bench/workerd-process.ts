/** One Worker on real workerd, with nothing in front of it, its Durable Object's storage on disk. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMPATIBILITY_DATE, type WorkerOptions, type WorkerServer } from './worker-server.ts';

/** The workerd that wrangler runs: the one in the tree. */
const WORKERD: string = createRequire(import.meta.resolve('wrangler'))('workerd').default;

export class WorkerdProcess implements WorkerServer {
  readonly #folder: string;
  #child: ChildProcess | undefined;
  #port = 0;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async start(options: WorkerOptions): Promise<WorkerdProcess> {
    const folder = await mkdtemp(join(tmpdir(), 'bench-workerd-'));
    await mkdir(join(folder, 'objects'));
    await copyFile(options.scriptPath, join(folder, 'index.js'));
    await writeFile(join(folder, 'config.capnp'), renderConfig(options, join(folder, 'objects')));
    const started = new WorkerdProcess(folder);
    await started.#serve();
    return started;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  memoryMib(): Promise<number> {
    return peakMemoryMib(this.#child?.pid ?? 0);
  }

  /** Kills it without warning and starts it again over the same storage, at another address. */
  async restart(): Promise<void> {
    await this.#kill();
    await this.#serve();
  }

  async close(): Promise<void> {
    await this.#kill();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** workerd tells its port on a file descriptor of its own. */
  async #serve(): Promise<void> {
    const child = spawn(WORKERD, ['serve', 'config.capnp', '--control-fd=3', '--experimental'], {
      cwd: this.#folder,
      stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
    });
    this.#child = child;
    const control = child.stdio[3];
    if (control === null || control === undefined || !('on' in control)) {
      throw new Error('workerd has no control pipe');
    }
    let text = '';
    for await (const chunk of control as AsyncIterable<Buffer>) {
      text += chunk.toString();
      const port = /"event":"listen"[^}]*"port":(\d+)/.exec(text)?.[1];
      if (port === undefined) continue;
      this.#port = Number(port);
      return;
    }
    throw new Error('workerd ended before it listened: see its output');
  }

  async #kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }
}

/** https://github.com/cloudflare/workerd/blob/main/src/workerd/server/workerd.capnp */
function renderConfig(options: WorkerOptions, objectsFolder: string): string {
  const { durableObject, vars = {} } = options;
  const bindings = Object.entries(vars).map(
    ([name, value]) => `(name = ${text(name)}, text = ${text(value)})`,
  );
  let object = '';
  if (durableObject !== undefined) {
    const { binding, className } = durableObject;
    bindings.push(`(name = ${text(binding)}, durableObjectNamespace = ${text(className)})`);
    object = `
      durableObjectNamespaces = [(className = ${text(className)}, uniqueKey = "bench", enableSql = true)],
      durableObjectStorage = (localDisk = "objects"),`;
  }
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [(name = "index.js", esModule = embed "index.js")],
      compatibilityDate = ${text(COMPATIBILITY_DATE)},${object}
      bindings = [${bindings.join(', ')}],
    )),
    (name = "internet", network = (allow = ["private"])),
    (name = "objects", disk = (path = ${text(objectsFolder)}, writable = true)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`;
}

/** Cap'n Proto's strings know the escapes of JSON's, for what settings hold. */
function text(value: string): string {
  return JSON.stringify(value);
}

/** proc(5): `VmHWM` is the peak of the resident set, of all its life. Linux only. */
export async function peakMemoryMib(processId: number): Promise<number> {
  const status = await readFile(`/proc/${processId}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}
