/** The Worker's processes, started over one storage folder and killed without warning. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('worker-process.ts', import.meta.url));

export class KillableEdge {
  readonly #folder: string;
  readonly #vars: Readonly<Record<string, string>>;
  #child: ChildProcess | undefined;

  constructor(folder: string, vars: Readonly<Record<string, string>>) {
    this.#folder = folder;
    this.#vars = vars;
  }

  /** Resolves to its address once it listens. */
  async start(): Promise<string> {
    const settings = { folder: this.#folder, vars: this.#vars };
    const child = spawn(process.execPath, [PROGRAM], {
      // A group of its own: workerd is killed in the same instant as the program that started it.
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
      env: {
        ...process.env,
        WORKER_SETTINGS: JSON.stringify(settings),
        CLOUDFLARE_CF_FETCH_ENABLED: 'false',
        WRANGLER_SEND_METRICS: 'false',
      },
    });
    this.#child = child;
    for await (const line of createInterface({ input: child.stdout })) {
      const url = /^listening on (\S+)$/.exec(line)?.[1];
      if (url !== undefined) return url;
    }
    throw new Error('the Worker ended before it listened');
  }

  /** SIGKILL to workerd and all around it. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    process.kill(-child.pid, 'SIGKILL');
    await ended;
  }
}
