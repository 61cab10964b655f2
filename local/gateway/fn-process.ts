/**
 * One container of the Function: the built bundle as a real child process, called over its Unix socket
 * as the Fn platform does it. It answers one call at a time; its owner sees to that. Left out: the
 * freezing of an idle container.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The longest that a container may take until its socket is there; OCI gives a cold start as much. */
const START_TIMEOUT_MS = 10_000;

const END_WITH_STDIN = new URL('../end-with-stdin.ts', import.meta.url).href;

/** API Gateway takes no larger answer from a Function, so neither do we hold one. */
export const ANSWER_BYTES_MAX = 6 * 1024 * 1024;

export interface FnCall {
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}

export interface FnAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface FnProcessOptions {
  readonly functionPath: string;
  /** The Function's configuration; nothing else of our own environment gets through. */
  readonly env: Readonly<Record<string, string>>;
  /** Gets what the Function writes to its log. */
  readonly onOutput: (text: string) => void;
}

export class FnProcess {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #exited: Promise<unknown>;

  private constructor(child: ChildProcess, folder: string) {
    this.#child = child;
    this.#folder = folder;
    this.#exited =
      child.exitCode === null ? once(child, 'exit').catch(() => undefined) : Promise.resolve();
  }

  /** Resolves when the container takes calls. Throws when its process ends before that. */
  static async start(options: FnProcessOptions): Promise<FnProcess> {
    const folder = await mkdtemp(join(tmpdir(), 'visitor-counter-fn-'));
    const child = spawn(process.execPath, ['--import', END_WITH_STDIN, options.functionPath], {
      env: {
        PATH: process.env.PATH,
        ...options.env,
        FN_FORMAT: 'http-stream',
        FN_LISTENER: `unix:${join(folder, 'x.sock')}`,
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', options.onOutput);
    }
    const started = new FnProcess(child, folder);
    try {
      await started.#listening();
      return started;
    } catch (error) {
      await started.end();
      throw error;
    }
  }

  get processId(): number | undefined {
    return this.#child.pid;
  }

  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Throws when the process dies under the call, or the signal aborts it. */
  async call({ headers, body }: FnCall, signal: AbortSignal): Promise<FnAnswer> {
    const outgoing = request({
      socketPath: this.#socketPath,
      method: 'POST',
      path: '/call',
      headers: { ...headers, 'content-length': body.byteLength },
      agent: false,
      signal,
    });
    // A second error, after the one that the caller is told, must not end us.
    outgoing.on('error', () => undefined);
    outgoing.end(body);
    const [incoming] = await once(outgoing, 'response');
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of incoming) {
      length += chunk.byteLength;
      if (length > ANSWER_BYTES_MAX) throw new Error('the Function answered more than 6 MB');
      chunks.push(chunk);
    }
    return { status: incoming.statusCode, headers: incoming.headers, body: Buffer.concat(chunks) };
  }

  /** Kills the process and removes its folder; what it was doing is lost, as on OCI. */
  async end(): Promise<void> {
    if (this.alive) this.#child.kill('SIGKILL');
    await this.#exited;
    await rm(this.#folder, { recursive: true, force: true });
  }

  get #socketPath(): string {
    return join(this.#folder, 'x.sock');
  }

  /** The FDK listens on x.sock.tmp and then links x.sock to it: once that is there, it listens. */
  async #listening(): Promise<void> {
    const linked = new Promise<void>((resolve, reject) => {
      const watcher = watch(this.#folder, () => void check());
      const timer = setTimeout(
        () => finish(new Error(`no socket after ${START_TIMEOUT_MS} ms`)),
        START_TIMEOUT_MS,
      );
      const finish = (error?: Error) => {
        watcher.close();
        clearTimeout(timer);
        if (error)
          reject(new Error(`The Function did not start: ${error.message}. See its output.`));
        else resolve();
      };
      const check = () =>
        access(this.#socketPath).then(
          () => finish(),
          () => undefined,
        );
      this.#child.once('error', finish);
      this.#child.once('exit', (code, signal) =>
        finish(new Error(`it ended with ${code ?? signal}`)),
      );
      void check();
    });
    await linked;
  }
}
