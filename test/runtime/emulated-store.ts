/** The emulator behind a runtime, with a folder of its own, and the stored objects as a test sees them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApiKey, mintApiKey } from '../../local/oci-emulator/api-key.ts';
import {
  DEFAULT_BUCKET,
  type OciEmulator,
  type OciEmulatorOptions,
  startOciEmulator,
} from '../../local/oci-emulator/oci-emulator.ts';
import type { Clock } from '../../shared/ports.ts';
import { RequestSigner, type SignableRequest } from '../../worker/oci/sign-request.ts';

export const DEFAULT_OBJECT = 'counter.json';

/** An object's bytes and version. */
export interface StoredVersion {
  readonly text: string;
  readonly etag: string;
}

/** To make one takes a tenth of a second: all stores of a process share it. */
let sharedKey: Promise<ApiKey> | undefined;

export class EmulatedStore {
  readonly emulator: OciEmulator;
  /** It may do everything. */
  readonly apiKey: ApiKey;
  readonly #signer: RequestSigner;
  readonly #folder: string;
  readonly #clock: Pick<Clock, 'now'>;

  private constructor(
    emulator: OciEmulator,
    key: ApiKey,
    folder: string,
    clock: Pick<Clock, 'now'>,
  ) {
    const { fingerprint, privateKey: privateKeyPem, tenancyId, userId } = key;
    const ids = { tenancyOcid: tenancyId, userOcid: userId, fingerprint };
    this.emulator = emulator;
    this.apiKey = key;
    this.#signer = new RequestSigner({ ...ids, privateKeyPem });
    this.#folder = folder;
    this.#clock = clock;
  }

  static async start(options: Pick<OciEmulatorOptions, 'clock'> = {}): Promise<EmulatedStore> {
    const folder = await mkdtemp(join(tmpdir(), 'runtime-'));
    sharedKey ??= mintApiKey();
    const key = await sharedKey;
    const { keyId, publicKey } = key;
    const keys = [{ keyId, publicKey }];
    const emulator = await startOciEmulator({ ...options, keys, dataFolder: folder });
    return new EmulatedStore(emulator, key, folder, options.clock ?? Date);
  }

  async exists(object = DEFAULT_OBJECT): Promise<boolean> {
    return (await this.#send('GET', object)).status === 200;
  }

  async read(object = DEFAULT_OBJECT): Promise<StoredVersion> {
    const response = await this.#send('GET', object);
    if (response.status !== 200) throw new Error(`${object} was not read: ${response.status}`);
    return { text: await response.text(), etag: response.headers.get('etag') ?? '' };
  }

  /** The stored document's fields. Throws when there is no object, or no JSON in it. */
  async document(object = DEFAULT_OBJECT): Promise<Readonly<Record<string, unknown>>> {
    return JSON.parse((await this.read(object)).text);
  }

  async write(text: string, object = DEFAULT_OBJECT): Promise<StoredVersion> {
    const response = await this.#send('PUT', object, text);
    if (response.status !== 200) throw new Error(`${object} was not written: ${response.status}`);
    return { text, etag: response.headers.get('etag') ?? '' };
  }

  async remove(object = DEFAULT_OBJECT): Promise<void> {
    const { status } = await this.#send('DELETE', object);
    if (status !== 204) throw new Error(`${object} was not removed: ${status}`);
  }

  async close(): Promise<void> {
    await this.emulator.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #send(method: SignableRequest['method'], object: string, body?: string): Promise<Response> {
    const { namespace, url: base } = this.emulator;
    const path = `/n/${namespace}/b/${DEFAULT_BUCKET}/o/${encodeURIComponent(object)}`;
    const url = new URL(path, base);
    const headers = await this.#signer.sign({ method, url }, new Date(this.#clock.now()));
    return fetch(url, { method, headers, ...(body !== undefined && { body }) });
  }
}
