/** The emulator as a process of its own, to be killed or asked to end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const MAIN = fileURLToPath(new URL('../../local/oci-emulator/main.ts', import.meta.url));

export interface EmulatorProcess {
  readonly url: string;
  /** All lines until now. */
  readonly lines: readonly string[];
  /** Ends it by the signal; resolves with its exit code, or the signal when that killed it. */
  end(signal: NodeJS.Signals): Promise<number | string>;
}

export async function spawnEmulator(
  environment: Readonly<Record<string, string>>,
): Promise<EmulatorProcess> {
  const child = spawn(process.execPath, [MAIN], {
    env: { ...process.env, OCI_PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exited = once(child, 'exit') as Promise<[number | null, string | null]>;
  const lines: string[] = [];
  const url = await Promise.race([findUrl(child, lines), exited.then(() => undefined)]);
  if (url === undefined) throw new Error(`The emulator did not start: ${lines.join('\n')}`);
  return {
    url,
    lines,
    async end(signal) {
      child.kill(signal);
      const [code, killedBy] = await exited;
      return code ?? killedBy ?? 'unknown';
    },
  };
}

function findUrl(child: ChildProcess, lines: string[]): Promise<string> {
  return new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        const url = /OCI emulator on (http:\S+)/.exec(line)?.[1];
        if (url !== undefined) resolve(url);
      });
    }
  });
}
