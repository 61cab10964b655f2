/**
 * Waits for the first view while the page says that there is none: whoever has just pasted the script
 * looks at both. It asks `/totals`, which costs no more than a store request a minute.
 */
import { ask } from './answers.ts';

const EVERY_MS = 5_000;
/** Half an hour; whoever comes back later asks again. */
const TIMES_MAX = 360;

let timer: ReturnType<typeof setTimeout> | undefined;

/** Calls `found` once there is a view. Waits anew where it waits already. */
export function waitForFirstView(found: () => unknown, times = TIMES_MAX): void {
  stopWaiting();
  if (times === 0) return;
  timer = setTimeout(async () => {
    const waiting = timer;
    const answer = document.hidden
      ? undefined
      : await ask<{ readonly count: number }>('totals', (response) => response.json(), {
          cache: 'no-store',
        });
    if (waiting !== timer) return;
    if (answer?.kind === 'ok' && answer.value.count > 0) found();
    else waitForFirstView(found, times - 1);
  }, EVERY_MS);
}

export function stopWaiting(): void {
  clearTimeout(timer);
  timer = undefined;
}
