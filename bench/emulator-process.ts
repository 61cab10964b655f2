/** The emulator of Oracle Cloud in a process of its own, steered over its control routes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { DEFAULT_BUCKET, DEFAULT_NAMESPACE } from '../local/oci-emulator/oci-emulator.ts';
import { RequestSigner, type SignableRequest } from '../worker/oci/sign-request.ts';

const MAIN = fileURLToPath(new URL('../local/oci-emulator/main.ts', import.meta.url));

export type Environment = Readonly<Record<string, string>>;

/** Added to every call, half before it is carried out and half after. */
export interface StoreLatencyMs {
  readonly getObject: number;
  readonly putObject: number;
}

export class EmulatorProcess {
  readonly url: string;
  /** Settings of a counter that may use it: with an API key, and with a resource principal. */
  readonly edgeSettings: Environment;
  readonly functionSettings: Environment;
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #signer: RequestSigner;
  #latencyMs: StoreLatencyMs = { getObject: 0, putObject: 0 };

  private constructor(url: string, child: ChildProcess, folder: string, files: Environment[]) {
    const [edge = {}, gateway = {}] = files;
    this.url = url;
    this.edgeSettings = edge;
    this.functionSettings = gateway;
    this.#child = child;
    this.#folder = folder;
    this.#signer = new RequestSigner({
      tenancyOcid: edge.OCI_TENANCY_OCID ?? '',
      userOcid: edge.OCI_USER_OCID ?? '',
      fingerprint: edge.OCI_KEY_FINGERPRINT ?? '',
      privateKeyPem: edge.OCI_PRIVATE_KEY ?? '',
    });
  }

  static async start(latencyMs: StoreLatencyMs): Promise<EmulatorProcess> {
    const folder = await mkdtemp(join(tmpdir(), 'bench-oci-'));
    const child = spawn(process.execPath, [MAIN], {
      env: { PATH: process.env.PATH, OCI_PORT: '0', OCI_DATA_FOLDER: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const url = await urlOf(child);
    const files = await Promise.all(
      ['edge.env', 'function.env'].map(async (name) => {
        return parseEnv(await readFile(join(folder, name), 'utf8')) as Environment;
      }),
    );
    const emulator = new EmulatorProcess(url, child, folder, files);
    await emulator.setLatency(latencyMs);
    return emulator;
  }

  async setLatency(latencyMs: StoreLatencyMs): Promise<void> {
    this.#latencyMs = latencyMs;
    await this.#setFaults({ latencyMs });
  }

  /** Every call is answered 503, until told otherwise. */
  async setUnreachable(isUnreachable: boolean): Promise<void> {
    const rules = ['getObject', 'putObject'].map((request) => ({ fault: 'server-error', request }));
    await this.#setFaults({ latencyMs: this.#latencyMs, rules: isUnreachable ? rules : [] });
  }

  async #setFaults(faults: object): Promise<void> {
    const body = JSON.stringify(faults);
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${this.url}/_emulator/faults`, { method: 'PUT', headers, body });
    if (!answer.ok) throw new Error(`the faults were not set: ${await answer.text()}`);
  }

  /** Store requests until now, of every kind. */
  async storeRequests(): Promise<number> {
    const counts = await (await fetch(`${this.url}/_emulator/requests`)).json();
    return Object.values(counts as Record<string, number>).reduce((sum, count) => sum + count, 0);
  }

  /** The pageviews of a stored document. Counts as a store request itself. */
  async pageviews(object: string): Promise<number> {
    const answer = await this.send('GET', object);
    return (JSON.parse(await answer.text()) as { pageviews: number }).pageviews;
  }

  async send(method: SignableRequest['method'], object: string, body?: string): Promise<Response> {
    const url = new URL(
      `/n/${DEFAULT_NAMESPACE}/b/${DEFAULT_BUCKET}/o/${encodeURIComponent(object)}`,
      this.url,
    );
    const headers = await this.#signer.sign({ method, url }, new Date());
    const answer = await fetch(url, { method, headers, ...(body !== undefined && { body }) });
    if (!answer.ok) throw new Error(`${method} ${object}: ${answer.status}`);
    return answer;
  }

  async close(): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await exited;
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Its second line says that the credentials are written. */
async function urlOf(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the emulator has no output');
  let url: string | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    url ??= /OCI emulator on (http:\S+)/.exec(line)?.[1];
    if (url !== undefined && line.startsWith('Settings that may use it')) return url;
  }
  throw new Error('the emulator did not start');
}
