/**
 * One Worker on workerd as Miniflare serves it: in the same process a router of Miniflare's own, in
 * JavaScript, stands in front. It is slower than workerd alone, and the usual way to run one locally.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { convertV4MiniflareOptions, Miniflare, type MiniflareOptions } from 'miniflare';
import { COMPATIBILITY_DATE, type WorkerOptions, type WorkerServer } from './worker-server.ts';

export class MiniflareServer implements WorkerServer {
  readonly #options: MiniflareOptions;
  readonly #folder: string;
  #miniflare: Miniflare;
  #url = '';

  private constructor(options: MiniflareOptions, folder: string) {
    this.#options = options;
    this.#folder = folder;
    this.#miniflare = new Miniflare(options);
  }

  static async start({
    d1Database,
    durableObject,
    kvNamespace,
    scriptPath,
    vars,
  }: WorkerOptions): Promise<MiniflareServer> {
    const folder = await mkdtemp(join(tmpdir(), 'bench-miniflare-'));
    const options = convertV4MiniflareOptions({
      modules: true,
      script: await readFile(scriptPath, 'utf8'),
      compatibilityDate: COMPATIBILITY_DATE,
      cf: false,
      resourcePersistencePath: folder,
      bindings: { ...vars },
      ...(kvNamespace && { kvNamespaces: [kvNamespace] }),
      ...(d1Database && { d1Databases: [d1Database] }),
      ...(durableObject && {
        durableObjects: {
          [durableObject.binding]: { className: durableObject.className, useSQLite: true },
        },
      }),
    });
    const server = new MiniflareServer(options, folder);
    await server.#listen();
    return server;
  }

  get url(): string {
    return this.#url;
  }

  async restart(): Promise<void> {
    await this.#miniflare.dispose();
    this.#miniflare = new Miniflare(this.#options);
    await this.#listen();
  }

  async close(): Promise<void> {
    await this.#miniflare.dispose();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #listen(): Promise<void> {
    this.#url = (await this.#miniflare.ready).origin;
  }
}
