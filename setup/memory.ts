/**
 * What was answered last time, in a file that git ignores, so that a second run asks nothing. No secret is
 * in it, and nothing depends on it: without it the questions are asked again.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writePrivateFile } from '../cli/private-file.ts';

export type Answers = Readonly<Record<string, string>>;

const FOLDER = '.data/setup';

function pathOf(env: Readonly<Record<string, string | undefined>>, worker: string, target: string) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  return join(env.SETUP_FOLDER ?? join(root, FOLDER), `${worker}.${target}.json`);
}

export class Memory {
  readonly #path: string;

  /** `SETUP_FOLDER` says where it lies, for tests. */
  constructor(
    env: Readonly<Record<string, string | undefined>>,
    worker: string,
    target: 'edge' | 'gateway',
  ) {
    this.#path = pathOf(env, worker, target);
  }

  read(): Answers {
    try {
      const fields = Object(JSON.parse(readFileSync(this.#path, 'utf8'))) as object;
      const texts = Object.entries(fields).filter(([, value]) => typeof value === 'string');
      return Object.fromEntries(texts);
    } catch {
      return {};
    }
  }

  write(answers: Answers): void {
    mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
    writePrivateFile(this.#path, `${JSON.stringify(answers, null, 2)}\n`, true);
  }

  forget(): void {
    rmSync(this.#path, { force: true });
  }
}
