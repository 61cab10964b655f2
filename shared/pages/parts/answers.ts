/** An answer of the counter, told from that of anything else that may answer in its place. */

export type Answer<T> =
  | { readonly kind: 'ok'; readonly value: T }
  /** A word of the counter's; a status where something else answered; `no-answer` where nothing did. */
  | { readonly kind: 'failed'; readonly error: string };

/** A gateway's or proxy's own refusals carry other JSON, or none. */
const WORDS = [
  'forbidden',
  'too-many-requests',
  'misconfigured',
  'corrupt-document',
  'conflict',
  'unavailable',
];

/** Asks once; never throws. */
export async function ask<T>(
  resource: string,
  read: (response: Response) => Promise<T>,
  init?: RequestInit,
): Promise<Answer<T>> {
  let response: Response;
  try {
    response = await fetch(resource, init);
  } catch {
    return { kind: 'failed', error: 'no-answer' };
  }
  try {
    if (response.ok) return { kind: 'ok', value: await read(response) };
    const { error } = await response.json();
    if (WORDS.includes(error)) return { kind: 'failed', error };
  } catch {}
  return { kind: 'failed', error: String(response.status) };
}
