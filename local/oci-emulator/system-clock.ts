/** The machine's own clock as the `Clock` port; the emulator's default. Tests give another one. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../shared/ports.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  async sleep(delayMs, signal) {
    if (signal === undefined) {
      await wait(delayMs);
      return;
    }
    // The port promises to resolve when aborted, where Node's timer rejects.
    await wait(delayMs, undefined, { signal }).catch(() => undefined);
  },
};
