/**
 * What the dashboard asks of its counter. The token is kept in sessionStorage and sent as Bearer: never
 * in an address, where logs and histories would have it.
 */
import type { SummaryReply } from '../../summary/summary-schema.ts';
import type { TopList } from '../../summary/top-lists.ts';
import { type Answer, ask } from './answers.ts';

const KEY = 'reportToken';

/** Kept for this page alone where the browser refuses to store anything. */
let known = '';
try {
  known = sessionStorage.getItem(KEY) ?? '';
} catch {}

export function hasToken(): boolean {
  return known !== '';
}

/** Empty forgets. */
export function keepToken(token: string): void {
  known = token;
  try {
    if (token === '') sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, token);
  } catch {}
}

export function readStats(): Promise<Answer<SummaryReply>> {
  return askAsKnown('stats', (response) => response.json());
}

export function readPages(): Promise<Answer<TopList & { readonly sources: TopList }>> {
  return askAsKnown('pages', (response) => response.json());
}

export function sendReport(): Promise<Answer<unknown>> {
  return askAsKnown('report', (response) => response.json(), 'POST');
}

export interface SavedFile {
  readonly name: string;
  readonly content: Blob;
}

export function readDocument(): Promise<Answer<SavedFile>> {
  return askAsKnown('document', async (response) => ({
    name: /"(.+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'counter.json',
    content: await response.blob(),
  }));
}

async function askAsKnown<T>(
  resource: string,
  read: (response: Response) => Promise<T>,
  method = 'GET',
): Promise<Answer<T>> {
  // What no header can hold is nobody's token.
  if (!/^[ -~]*$/.test(known)) return { kind: 'failed', error: 'forbidden' };
  const headers = { ...(known && { authorization: `Bearer ${known}` }) };
  return ask(resource, read, { method, headers, cache: 'no-store' });
}
