/**
 * One Worker as Cloudflare keeps it: versions that never change, which of them is deployed, and the Durable
 * Object classes that its migrations have made. Only what the counter's wrangler.toml asks for.
 */
import { randomUUID } from 'node:crypto';
import { CloudflareError } from './cloudflare-error.ts';

export interface Binding {
  readonly name: string;
  readonly type: string;
  readonly [more: string]: unknown;
}

export interface Module {
  readonly name: string;
  readonly contents: Uint8Array<ArrayBuffer>;
}

/** Path to the hash of its content. */
export type AssetManifest = Readonly<Record<string, { readonly hash: string }>>;

export interface Assets {
  readonly manifest: AssetManifest;
  readonly config: {
    readonly _headers?: string;
    readonly html_handling?: 'auto-trailing-slash' | 'none';
    readonly not_found_handling?: '404-page' | 'none';
    readonly run_worker_first?: boolean | string[];
  };
}

/** What wrangler sends as `metadata`. */
export interface Metadata {
  readonly main_module: string;
  readonly bindings: readonly Binding[];
  readonly compatibility_date: string;
  readonly compatibility_flags?: readonly string[];
  readonly keep_bindings?: readonly string[];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly assets?: { readonly jwt: string; readonly config: Assets['config'] };
  readonly migrations?: {
    readonly old_tag?: string;
    readonly new_tag: string;
    readonly steps: readonly { readonly new_sqlite_classes?: readonly string[] }[];
  };
}

export interface Version {
  readonly id: string;
  readonly number: number;
  readonly createdOn: string;
  readonly metadata: Metadata;
  /** With the text of secrets, and with those of the version before that were kept. */
  readonly bindings: readonly Binding[];
  readonly modules: readonly Module[];
  readonly assets: Assets | undefined;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface Deployment {
  readonly id: string;
  readonly versionId: string;
  readonly createdOn: string;
}

export class WorkerScript {
  readonly name: string;
  /** Cloudflare's own id for it, which outlives its versions. */
  readonly id = randomUUID().replaceAll('-', '');
  crons: readonly string[] = [];
  isOnWorkersDev = false;
  #versions: readonly Version[] = [];
  #deployments: readonly Deployment[] = [];
  #migrationTag: string | undefined;
  #classes: readonly string[] = [];

  constructor(name: string) {
    this.name = name;
  }

  get migrationTag(): string | undefined {
    return this.#migrationTag;
  }

  /** The newest first. */
  get versions(): readonly Version[] {
    return this.#versions.toReversed();
  }

  /** The newest first. */
  get deployments(): readonly Deployment[] {
    return this.#deployments.toReversed();
  }

  get deployed(): Version | undefined {
    const id = this.#deployments.at(-1)?.versionId;
    return this.#versions.find((version) => version.id === id);
  }

  /** Throws where Cloudflare refuses a migration, or a binding to a class that none has made. */
  upload(metadata: Metadata, modules: readonly Module[], assets: Assets | undefined): Version {
    if (!modules.some(({ name }) => name === metadata.main_module)) {
      throw new CloudflareError(400, 10021, `No such module: ${metadata.main_module}.`);
    }
    const classes = this.#migrate(metadata.migrations);
    const bindings = this.#bindingsOf(metadata);
    const missing = bindings
      .filter(({ type }) => type === 'durable_object_namespace')
      .find(({ class_name: name }) => !classes.includes(String(name)));
    if (missing !== undefined) {
      throw new CloudflareError(
        400,
        10061,
        `Cannot create binding for class '${missing.class_name}' because it is not currently configured to implement Durable Objects. Did you forget to include a migration?`,
      );
    }
    this.#classes = classes;
    this.#migrationTag = metadata.migrations?.new_tag ?? this.#migrationTag;
    const annotations = metadata.annotations ?? {};
    return this.#add({ metadata, bindings, modules, assets, annotations });
  }

  /** A version with other secrets and the same code; it carries no tag, as at Cloudflare. */
  changeSecrets(changes: Readonly<Record<string, string | undefined>>): Version {
    const current = this.deployed;
    if (current === undefined) throw new CloudflareError(404, 10007, 'Nothing is deployed.');
    const others = current.bindings.filter(({ name }) => !(name in changes));
    const secrets = Object.entries(changes).flatMap(([name, text]) =>
      text === undefined ? [] : [{ name, type: 'secret_text', text }],
    );
    const bindings = [...others, ...secrets];
    const annotations = { 'workers/triggered_by': 'secret' };
    return this.#add({ ...current, bindings, annotations });
  }

  deploy(versionId: string): Deployment {
    if (!this.#versions.some(({ id }) => id === versionId)) {
      throw new CloudflareError(404, 10013, `There is no version ${versionId}.`);
    }
    const deployment = { id: randomUUID(), versionId, createdOn: new Date().toISOString() };
    this.#deployments = [...this.#deployments, deployment];
    return deployment;
  }

  #add(content: Omit<Version, 'id' | 'number' | 'createdOn'>): Version {
    const version = {
      ...content,
      id: randomUUID(),
      number: this.#versions.length + 1,
      createdOn: new Date().toISOString(),
    };
    this.#versions = [...this.#versions, version];
    return version;
  }

  /** Those of the version before stay whose type is to be kept and whose name is not given anew. */
  #bindingsOf({ bindings, keep_bindings: kept = [] }: Metadata): readonly Binding[] {
    const names = bindings.map(({ name }) => name);
    const before = this.#versions.at(-1)?.bindings ?? [];
    const stay = before.filter(({ name, type }) => kept.includes(type) && !names.includes(name));
    return [...bindings, ...stay];
  }

  #migrate(migrations: Metadata['migrations']): readonly string[] {
    if (migrations === undefined) return this.#classes;
    if (migrations.old_tag !== this.#migrationTag) {
      throw new CloudflareError(
        412,
        10079,
        `migration tag precondition failed; current tag is '${this.#migrationTag ?? ''}'`,
      );
    }
    const made = migrations.steps.flatMap(({ new_sqlite_classes: names = [] }) => names);
    const again = made.find((name) => this.#classes.includes(name));
    if (again !== undefined) {
      throw new CloudflareError(
        400,
        10074,
        `Cannot apply new_sqlite_classes migration to class '${again}' that is already depended on by existing Durable Objects`,
      );
    }
    return [...this.#classes, ...made];
  }
}
