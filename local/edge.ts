/**
 * The Worker on real workerd, as processes that can be stopped, or killed without warning. They are a
 * group of their own: Ctrl-C in a terminal reaches us alone, and we decide what ends when.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface EdgeOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** The Durable Object's storage, which outlives the processes. */
  readonly dataFolder: string;
  /** Settings by name; they win over wrangler.toml's. */
  readonly vars: Readonly<Record<string, string>>;
}

export interface Edge {
  readonly url: string;
  close(): Promise<void>;
  /** SIGKILL to workerd and all around it. */
  kill(): Promise<void>;
}

const PROGRAM = fileURLToPath(new URL('edge-process.ts', import.meta.url));
const START_MS = 30_000;
const CLOSE_MS = 3_000;

/** Resolves when it answers; dist/worker must have been built. `print` gets what it says afterwards. */
export async function startEdge(
  options: EdgeOptions,
  print: (text: string) => void = () => undefined,
): Promise<Edge> {
  const child = spawn(process.execPath, [PROGRAM], {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      ...process.env,
      EDGE_OPTIONS: JSON.stringify(options),
      // Wrangler neither asks where this machine is nor sends usage figures.
      CLOUDFLARE_CF_FETCH_ENABLED: 'false',
      WRANGLER_SEND_METRICS: 'false',
      // Of its own business: how many files it serves, for one.
      WRANGLER_LOG: 'error',
      // It would keep each request's address, with its `vid` or token, in a database for all to read.
      X_LOCAL_OBSERVABILITY: 'false',
      // Its debug log has all settings, SALT and token too, and lies in the home folder for all to read.
      WRANGLER_WRITE_LOGS: 'false',
    },
  });
  const url = await listening(child, print).catch(async (error) => {
    await kill(child);
    throw error;
  });
  return { url, close: () => close(child), kill: () => kill(child) };
}

async function listening(child: ChildProcess, print: (text: string) => void): Promise<string> {
  const address = Promise.withResolvers<string>();
  const said: string[] = [];
  const hear = (line: string) => {
    const url = /^listening on (\S+)$/.exec(line)?.[1];
    if (url !== undefined) address.resolve(url);
    else {
      said.push(line);
      print(`${line}\n`);
    }
  };
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on('line', hear);
  }
  child.once('exit', () => {
    address.reject(new Error(`The Worker did not start:\n${said.slice(-20).join('\n')}`));
  });
  const timer = setTimeout(() => {
    address.reject(new Error(`The Worker did not answer in ${START_MS / 1000} s.`));
  }, START_MS);
  try {
    return await address.promise;
  } finally {
    clearTimeout(timer);
  }
}

async function close(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = once(child, 'exit');
  child.stdin?.end();
  const timer = setTimeout(() => void kill(child), CLOSE_MS);
  await ended;
  clearTimeout(timer);
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || hasEnded(child)) return;
  const ended = once(child, 'exit');
  process.kill(-child.pid, 'SIGKILL');
  await ended;
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
