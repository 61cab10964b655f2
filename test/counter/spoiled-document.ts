/** A document with everything in it, and others that differ from it in a few places of their JSON. */
import * as fc from 'fast-check';
import { applyVisits } from '../../shared/counter/apply-visits.ts';
import { DAY_MS, dayOf } from '../../shared/counter/calendar.ts';
import { emptyDocument, serialiseDocument, totalsOf } from '../../shared/counter/document.ts';
import type { Marks, WriterId } from '../../shared/counter/marks.ts';
import { claimDay } from '../../shared/counter/report-claim.ts';
import { page, source } from './named-visits.ts';
import { hashOf } from './visitor-hashes.ts';

export const START_MS = Date.UTC(2026, 10, 24, 12);

const NAMES = Array.from({ length: 9 }, (_, index) => ({
  ...(index > 0 && { page: page(`/page-${index}`) }),
  ...(index % 4 > 0 && { source: source(`https://${index % 5}.example/`) }),
}));

/** Made once for each bound: that takes longer than all else of a test with thousands of them. */
const TEXTS = new Map<number, string>();

/** Two months of views by some visitors, two claimed reports, two marks. */
export function wholeDocument(exactVisitorsMax: number): Record<string, unknown> {
  const text = TEXTS.get(exactVisitorsMax) ?? makeDocument(exactVisitorsMax);
  TEXTS.set(exactVisitorsMax, text);
  return JSON.parse(text);
}

function makeDocument(exactVisitorsMax: number): string {
  const visits = Array.from({ length: 60 }, (_, index) => ({
    atMs: START_MS + index * DAY_MS,
    visitor: hashOf(index % 25),
    ...NAMES[index % NAMES.length],
  }));
  const { document } = applyVisits(emptyDocument({ exactVisitorsMax }), visits);
  const { count: pageviews, unique: uniqueVisitors } = totalsOf(document);
  const claimed = [0, 1].reduce<ReturnType<typeof claimDay>>((report, days) => {
    const day = dayOf(START_MS + days * DAY_MS);
    return claimDay(report, { day, by: 'me', at: 1_795_435_200 }, { pageviews, uniqueVisitors });
  }, undefined);
  const mark = { sequence: 7, pageviews, datedAt: 1_795_435_200 };
  const writers: Marks = new Map([
    ['process' as WriterId, { life: 'brief', ...mark }],
    ['edge' as WriterId, { life: 'journal', ...mark }],
  ]);
  const requests = { month: '2026-12' as never, count: 41 };
  const whole = { ...document, writers, report: claimed, requests, salt: 'a1b2' };
  return serialiseDocument(whole);
}

/** Sets the value at a path such as `days.pageviews.0`; undefined takes it away. */
export function setAt(stored: object, path: string, value: unknown): void {
  const names = path.split('.');
  const last = names.pop() ?? '';
  const at = names.reduce((parent, name) => Object(Reflect.get(parent, name)), stored);
  if (value === undefined) Reflect.deleteProperty(at, last);
  else Reflect.set(at, last, value);
}

/** What JSON may hold in the place of anything else; -0 and numbers beyond 2^53 among it. */
const ODD_VALUES = fc.oneof(
  fc.constantFrom<unknown>(null, true, '', 'text', [], {}, [null], [[1, 2, 3]], { start: null }),
  fc.constantFrom<unknown>('2200-01-01', '9999-12-31', '0000-01-01', '2026-02-30', '9999-12', '7'),
  fc.constantFrom<unknown>(0, -0, -1, 0.5, 1e300, 1e12, 2 ** 53 - 1, 2 ** 53, 1.8e12),
  fc.double(),
  fc.maxSafeInteger(),
  fc.jsonValue({ maxDepth: 2 }),
);

interface Mutation {
  /** Which of the places, as a share of all. */
  readonly place: number;
  readonly kind: 'replace' | 'remove' | 'double' | 'add';
  readonly name: string;
  readonly value: unknown;
}

const MUTATIONS: fc.Arbitrary<Mutation> = fc.record({
  place: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  kind: fc.constantFrom('replace', 'remove', 'double', 'add'),
  name: fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom('__proto__', 'toString', 'count')),
  value: ODD_VALUES,
});

/** JSON text of a document that a few such mutations have spoiled, or only changed. */
export const spoiledDocuments: fc.Arbitrary<string> = fc
  .record({
    exactVisitorsMax: fc.constantFrom(10, 100),
    mutations: fc.array(MUTATIONS, { minLength: 1, maxLength: 3 }),
  })
  .map(({ exactVisitorsMax, mutations }) => {
    const document = wholeDocument(exactVisitorsMax);
    for (const mutation of mutations) mutate(document, mutation);
    return JSON.stringify(document);
  });

function mutate(document: object, { kind, name, place, value: given }: Mutation): void {
  const places = placesOf(document);
  const [parent, key] = places[Math.floor(place * places.length)] ?? [];
  if (parent === undefined || key === undefined) return;
  const parts = parent as Record<string, unknown>;
  // A copy: one value in two places would be changed in both, or hold itself.
  const value = structuredClone(given);
  if (kind === 'replace') parts[key] = value;
  if (kind === 'remove') delete parts[key];
  if (kind === 'double' && Array.isArray(parent)) parent.push(structuredClone(parts[key]));
  if (kind === 'add') Object.defineProperty(parts, name, { value, ...OWN });
}

const OWN = { configurable: true, enumerable: true, writable: true };

/** Every value's parent and name in it. */
function placesOf(parent: object): (readonly [object, string])[] {
  return Object.entries(parent).flatMap(([name, value]) => [
    [parent, name] as const,
    ...(typeof value === 'object' && value !== null ? placesOf(value) : []),
  ]);
}
