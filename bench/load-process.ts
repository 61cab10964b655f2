/**
 * A load generator in a process of its own, so that it shares no event loop with what it measures or
 * with the emulator. This file is both: the child when it is started, the handle when it is imported.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { generateLoad } from './load-generator.ts';
import type { LoadPlan, LoadResult } from './load-plan.ts';

const THIS_FILE = fileURLToPath(import.meta.url);

export class LoadProcess {
  readonly #child: ChildProcess;
  #answer: PromiseWithResolvers<LoadResult> | undefined;

  constructor() {
    this.#child = fork(THIS_FILE, { stdio: 'inherit' });
    this.#child.on('message', (result) => this.#answer?.resolve(result as LoadResult));
    this.#child.on('exit', () => this.#answer?.reject(new Error('the load process ended')));
  }

  /** One plan at a time. */
  run(plan: LoadPlan): Promise<LoadResult> {
    this.#answer = Promise.withResolvers();
    this.#child.send(plan);
    return this.#answer.promise;
  }

  close(): void {
    this.#child.disconnect();
  }
}

if (process.send !== undefined && process.argv[1] === THIS_FILE) {
  process.on('message', (plan) => {
    void generateLoad(plan as LoadPlan).then((result) => process.send?.(result));
  });
}
