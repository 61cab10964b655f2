/** An account at Cloudflare: its workers.dev name, its Workers, and who may ask. */
import { createHash } from 'node:crypto';
import { AssetUploads } from './asset-uploads.ts';
import { workerNotFound } from './cloudflare-error.ts';
import { RunningWorker } from './running-worker.ts';
import { WorkerScript } from './worker-script.ts';

interface Deployed {
  readonly script: WorkerScript;
  readonly running: RunningWorker;
}

export class CloudflareAccount {
  readonly id: string;
  readonly name: string;
  /** Without one no Worker has a workers.dev address. */
  subdomain: string | undefined;
  readonly uploads = new AssetUploads();
  readonly #folder: string;
  readonly #workers = new Map<string, Deployed>();

  constructor(name: string, subdomain: string | undefined, folder: string) {
    // Alike in every test: wrangler remembers the account that it asked last.
    this.id = createHash('md5').update(name).digest('hex');
    this.name = name;
    this.subdomain = subdomain;
    this.#folder = folder;
  }

  get scripts(): readonly WorkerScript[] {
    return [...this.#workers.values()].map(({ script }) => script);
  }

  find(name: string): WorkerScript | undefined {
    return this.#workers.get(name)?.script;
  }

  require(name: string): WorkerScript {
    const script = this.find(name);
    if (script === undefined) throw workerNotFound();
    return script;
  }

  findOrCreate(name: string): WorkerScript {
    const found = this.find(name);
    if (found !== undefined) return found;
    const script = new WorkerScript(name);
    const running = new RunningWorker(script, this.uploads, this.#folder);
    this.#workers.set(name, { script, running });
    return script;
  }

  async delete(name: string): Promise<void> {
    this.require(name);
    const deployed = this.#workers.get(name);
    this.#workers.delete(name);
    await deployed?.running.delete();
  }

  /** Undefined when no Worker of this account answers there. */
  runningAt(host: string): RunningWorker | undefined {
    const found = [...this.#workers.values()].find(
      ({ script }) =>
        script.isOnWorkersDev && host === `${script.name}.${this.subdomain}.workers.dev`,
    );
    return found?.running;
  }

  async stop(): Promise<void> {
    for (const { running } of this.#workers.values()) await running.stop();
  }
}
