/**
 * Clock, Random and Log as every runtime of ours offers them: by the Web's own globals. The one file
 * in shared/ that touches them; everything else is handed these.
 */
import type { Clock, Log, LogFields, Random } from './ports.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep: (delayMs, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, delayMs);
      signal?.addEventListener('abort', end, { once: true });
    }),
};

/** 96 bits: ids of a million writers a day meet once in some hundred million years. */
const ID_BYTES = 12;

export const systemRandom: Random = {
  id: () => {
    const bytes = crypto.getRandomValues(new Uint8Array(ID_BYTES));
    return btoa(String.fromCharCode(...bytes))
      .replaceAll('+', '-')
      .replaceAll('/', '_');
  },
  uniform: () => Math.random(),
};

/** One JSON object a line, as both platforms' log viewers take it. */
export function consoleLog(component: string): Log {
  const line = (level: string, event: string, fields?: LogFields) =>
    JSON.stringify({ level, component, event, ...fields });
  return {
    info: (event, fields) => console.info(line('info', event, fields)),
    warn: (event, fields) => console.warn(line('warn', event, fields)),
    error: (event, fields) => console.error(line('error', event, fields)),
  };
}
