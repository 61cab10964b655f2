/**
 * The deployed version of a Worker on real workerd, with its bindings and secrets and with the storage that its
 * versions share. Started when it is first asked, and anew when another version was deployed.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { convertV4MiniflareOptions, Miniflare, type MiniflareOptions, NoOpLog } from 'miniflare';
import { TurnQueue } from '../../../local/oci-emulator/turn-queue.ts';
import type { AssetUploads } from './asset-uploads.ts';
import type { Assets, Binding, Version, WorkerScript } from './worker-script.ts';

export class RunningWorker {
  readonly #script: WorkerScript;
  readonly #uploads: AssetUploads;
  readonly #folder: string;
  readonly #turns = new TurnQueue();
  #running: { readonly versionId: string; readonly miniflare: Miniflare } | undefined;

  constructor(script: WorkerScript, uploads: AssetUploads, folder: string) {
    this.#script = script;
    this.#uploads = uploads;
    this.#folder = join(folder, script.name);
  }

  async fetch(request: Request): Promise<Response> {
    const miniflare = await this.#start();
    const { body, headers, method, url } = request;
    const answer = await miniflare.dispatchFetch(url, {
      method,
      headers: [...headers],
      redirect: 'manual',
      ...(body !== null && { body: await request.arrayBuffer() }),
    });
    const content = [101, 204, 205, 304].includes(answer.status)
      ? null
      : await answer.arrayBuffer();
    return new Response(content, { status: answer.status, headers: [...answer.headers] });
  }

  async stop(): Promise<void> {
    await this.#running?.miniflare.dispose();
    this.#running = undefined;
  }

  /** With all that it has stored. */
  async delete(): Promise<void> {
    await this.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** One at a time: two that start would share one storage. */
  #start(): Promise<Miniflare> {
    return this.#turns.run('start', () => this.#startDeployed());
  }

  async #startDeployed(): Promise<Miniflare> {
    const version = this.#script.deployed;
    if (version === undefined) throw new Error(`Nothing of ${this.#script.name} is deployed.`);
    if (this.#running?.versionId === version.id) return this.#running.miniflare;
    await this.stop();
    const miniflare = new Miniflare(await this.#optionsOf(version));
    this.#running = { versionId: version.id, miniflare };
    await miniflare.ready;
    return miniflare;
  }

  async #optionsOf(version: Version): Promise<MiniflareOptions> {
    const { assets, bindings, metadata, modules } = version;
    const ofType = (type: string) => bindings.filter((binding) => binding.type === type);
    const main = modules.find(({ name }) => name === metadata.main_module);
    const others = modules.filter((module) => module !== main);
    const entries = [...(main === undefined ? [] : [main]), ...others];
    const durableObjects = ofType('durable_object_namespace').map(
      ({ class_name, name }) => [name, { className: String(class_name), useSQLite: true }] as const,
    );
    const ratelimits = ofType('ratelimit').map(
      ({ name, namespace_id, simple }) => [name, { namespace_id, simple }] as const,
    );
    return convertV4MiniflareOptions({
      name: this.#script.name,
      modules: entries.map(({ contents, name }) => ({
        type: 'ESModule',
        path: name,
        contents: new TextDecoder().decode(contents),
      })),
      compatibilityDate: metadata.compatibility_date,
      compatibilityFlags: [...(metadata.compatibility_flags ?? [])],
      cf: false,
      log: new NoOpLog(),
      resourcePersistencePath: join(this.#folder, 'storage'),
      bindings: textOf([...ofType('plain_text'), ...ofType('secret_text')]),
      durableObjects: Object.fromEntries(durableObjects),
      ratelimits: Object.fromEntries(ratelimits) as never,
      ...(assets !== undefined && {
        assets: await this.#assetsOf(version.id, assets, ofType('assets')[0]?.name),
      }),
    });
  }

  async #assetsOf(versionId: string, { config, manifest }: Assets, binding: string | undefined) {
    const directory = join(this.#folder, 'assets', versionId);
    await mkdir(directory, { recursive: true });
    for (const [path, { hash }] of Object.entries(manifest)) {
      const file = join(directory, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, this.#uploads.content(hash));
    }
    const { _headers: headers, html_handling, not_found_handling, run_worker_first } = config;
    if (headers !== undefined) await writeFile(join(directory, '_headers'), headers);
    return {
      directory,
      ...(binding !== undefined && { binding }),
      routerConfig: { has_user_worker: true },
      ...(run_worker_first !== undefined && { run_worker_first }),
      assetConfig: {
        ...(html_handling !== undefined && { html_handling }),
        ...(not_found_handling !== undefined && { not_found_handling }),
      },
    };
  }
}

function textOf(bindings: readonly Binding[]): Record<string, string> {
  return Object.fromEntries(bindings.map(({ name, text }) => [name, String(text)]));
}
