/** How the tests read answers: a refusal is a status, one word and never cacheable; totals are numbers. */
import { expect } from 'vitest';
import { REPORT_TOKEN } from './base-settings.ts';
import type { StoredVersion } from './emulated-store.ts';
import type { Runtime } from './runtimes.ts';

/** Each word as design and API description have it, pinned here: pages and scripts depend on it. */
const STATUS_OF = {
  conflict: 503,
  unavailable: 503,
  'invalid-vid': 400,
  'invalid-query': 400,
  forbidden: 403,
  'not-found': 404,
  'method-not-allowed': 405,
  'too-large': 413,
  'too-many-requests': 429,
  'corrupt-document': 500,
  misconfigured: 500,
} as const;

export type Refusal = keyof typeof STATUS_OF;

export async function expectRefusal(
  answer: Response | Promise<Response>,
  word: Refusal,
): Promise<Response> {
  const response = await answer;
  expect(await response.clone().json()).toEqual({ ok: false, error: word });
  expect(response.status).toBe(STATUS_OF[word]);
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(response.headers.get('cache-control')).toBe('no-store');
  const retryAfter = response.headers.get('retry-after');
  if ([429, 503].includes(response.status)) expect(retryAfter).toMatch(/^[1-9]\d?$/);
  else expect(retryAfter).toBeNull();
  return response;
}

export interface TotalsAnswer {
  readonly ok: true;
  readonly count: number;
  readonly unique: number;
  readonly updatedAt: number;
  readonly counted?: false;
  readonly reason?: string;
}

/** Throws unless the answer is 200 with totals. */
export async function totalsIn(answer: Response | Promise<Response>): Promise<TotalsAnswer> {
  const response = await answer;
  expect([response.status, await response.clone().text()]).toEqual([
    200,
    expect.stringMatching(/^\{"ok":true,"count":\d+,"unique":\d+,"updatedAt":\d+[,}]/),
  ]);
  return response.json();
}

/** What has been counted so far. */
export async function countNow({ fetch }: Runtime): Promise<number> {
  return (await totalsIn(fetch('/totals'))).count;
}

/** Runs the requests and tells by how much they moved the count. */
export async function countedBy(
  runtime: Runtime,
  requests: () => Promise<unknown>,
): Promise<number> {
  const before = await countNow(runtime);
  await requests();
  return (await countNow(runtime)) - before;
}

export const OWNER = { headers: { authorization: `Bearer ${REPORT_TOKEN}` } };

/** All visits into the stored document, also those that the edge holds in its journal. */
export async function writeThrough({ fetch }: Runtime): Promise<void> {
  // A commit, also when the day's report has been claimed; the first one of a store mails.
  const response = await fetch('/report?once=day', { method: 'POST', ...OWNER });
  expect(response.status, await response.clone().text()).toBe(200);
}

/** Later each time: the edge takes fewer views, without its mark, only from a person who says so anew. */
let replacedAt = Math.floor(Date.now() / 1000);

/**
 * Puts another document in the place of the stored one, as an owner would by hand; an empty one by
 * default. The edge looks at once; the Function finds out at its next visit, so let that come first.
 */
export async function replaceDocument(
  runtime: Runtime,
  document: object = { pageviews: 0 },
): Promise<StoredVersion> {
  await writeThrough(runtime);
  replacedAt += 1;
  // An object of nothing else would be none of ours.
  const fields = Object.keys(document).length === 0 ? { pageviews: 0 } : document;
  const stored = await runtime.store.write(JSON.stringify({ ...fields, replacedAt }, null, 2));
  await runtime.fetch('/health?deep=1', OWNER);
  return stored;
}
