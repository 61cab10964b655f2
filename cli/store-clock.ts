/**
 * How far this machine's clock is from the store's, by the date of its answer. Asked without a signature:
 * a clock that is far off makes every signed request fail, and the answer to this one has a date as well.
 */

/** Milliseconds that we are ahead, negative when behind; undefined when no date came. */
export async function clockAheadMs(url: string, signal: AbortSignal): Promise<number | undefined> {
  const sentAtMs = Date.now();
  try {
    const answer = await fetch(`${url}/n/`, { method: 'HEAD', redirect: 'manual', signal });
    // The date has whole seconds, and was written somewhere between sending and now.
    const dateMs = Date.parse(answer.headers.get('date') ?? '') + 500;
    return Number.isNaN(dateMs) ? undefined : (sentAtMs + Date.now()) / 2 - dateMs;
  } catch {
    return undefined;
  }
}
