/**
 * Asks again by itself while the page is in sight, and no longer once nobody has touched it for half an
 * hour: a tab that was left open must not use up store requests for ever.
 */

const EVERY_MS = 60_000;
const UNTOUCHED_MS = 30 * 60_000;
const TOUCHES = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'];

let askedAtMs = 0;
let touchedAtMs = Date.now();
let timer: ReturnType<typeof setTimeout> | undefined;

/** Begins now: `ask` has just been called. */
export function refreshWith(ask: () => unknown): void {
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(askWhenDue, Math.max(askedAtMs + EVERY_MS - Date.now(), 0));
  };
  const askWhenDue = () => {
    if (document.hidden || Date.now() - touchedAtMs >= UNTOUCHED_MS) return;
    if (Date.now() - askedAtMs >= EVERY_MS) ask();
    wait();
  };
  for (const touch of TOUCHES) {
    addEventListener(touch, () => {
      const wasLeft = Date.now() - touchedAtMs >= UNTOUCHED_MS;
      touchedAtMs = Date.now();
      if (wasLeft) askWhenDue();
    });
  }
  document.addEventListener('visibilitychange', askWhenDue);
  wait();
}

/** Whoever asks says so: the next time comes a minute later. */
export function noteAsked(): void {
  askedAtMs = Date.now();
}
