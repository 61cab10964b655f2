/** Static files on their way up: a session says which are missing, and each is sent once for an account. */
import { randomUUID } from 'node:crypto';
import { CloudflareError } from './cloudflare-error.ts';
import type { AssetManifest } from './worker-script.ts';

export interface Session {
  /** Of the session while files are missing, then what a deployment names. */
  readonly jwt: string;
  /** Hashes of the files to send. */
  readonly buckets: readonly (readonly string[])[];
}

interface Manifest {
  readonly manifest: AssetManifest;
  /** Once true, a deployment may name it. */
  readonly isComplete: boolean;
}

export class AssetUploads {
  readonly #contents = new Map<string, Uint8Array<ArrayBuffer>>();
  readonly #manifests = new Map<string, Manifest>();

  begin(manifest: AssetManifest): Session {
    const missing = this.#missingOf(manifest);
    const jwt = this.#keep(manifest, missing.length === 0);
    return { jwt, buckets: missing.length === 0 ? [] : [missing] };
  }

  /** @returns what a deployment names, once nothing is missing */
  add(jwt: string, files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>): string | undefined {
    const manifest = this.#find(jwt).manifest;
    for (const [hash, content] of files) this.#contents.set(hash, content);
    return this.#missingOf(manifest).length === 0 ? this.#keep(manifest, true) : undefined;
  }

  completed(jwt: string): AssetManifest {
    const { isComplete, manifest } = this.#find(jwt);
    if (isComplete) return manifest;
    throw new CloudflareError(400, 10304, 'The asset upload is not complete.');
  }

  content(hash: string): Uint8Array<ArrayBuffer> {
    return this.#contents.get(hash) ?? new Uint8Array();
  }

  #missingOf(manifest: AssetManifest): readonly string[] {
    const hashes = Object.values(manifest).map(({ hash }) => hash);
    return [...new Set(hashes)].filter((hash) => !this.#contents.has(hash));
  }

  #keep(manifest: AssetManifest, isComplete: boolean): string {
    const jwt = randomUUID();
    this.#manifests.set(jwt, { manifest, isComplete });
    return jwt;
  }

  #find(jwt: string): Manifest {
    const found = this.#manifests.get(jwt);
    if (found === undefined) throw new CloudflareError(403, 10000, 'Authentication error');
    return found;
  }
}
