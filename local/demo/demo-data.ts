/**
 * A year of made-up history of the demo blog, for whoever wants to see what the dashboard looks like: quiet
 * weekends, a slow rise, people who come back. The same each time but for its dates.
 */
import { applyVisits } from '../../shared/counter/apply-visits.ts';
import { DAY_MS } from '../../shared/counter/calendar.ts';
import { type CounterDocument, emptyDocument } from '../../shared/counter/document.ts';
import { present } from '../../shared/counter/invariant.ts';
import { type PageName, parsePageName } from '../../shared/counter/page-name.ts';
import {
  DIRECT,
  INSIDE,
  parseSourceName,
  type SourceName,
} from '../../shared/counter/source-name.ts';
import { hashVisitor, type Visit, type VisitorHash } from '../../shared/counter/visit.ts';
import { POSTS } from './blog.ts';

const DAYS = 365;
/** Sunday first: people look for somebody to hire on weekdays. */
const WEEKDAY_SHARES = [0.5, 1.1, 1.2, 1.2, 1.1, 0.9, 0.5];
const FIRST_DAY_VIEWS = 12;
const LAST_DAY_VIEWS = 40;
/** Once somebody well known had linked to the page. */
const FAMOUS_DAY = 240;
const FAMOUS_FACTOR = 6;
/** Another page of the same sitting, and somebody of the past who comes back. */
const SITTING_SHARE = 0.3;
const SITTING_VISITORS = 4;
const RETURNING_SHARE = 0.25;
/** Each is viewed half as often as the one before it. */
const PAGES: readonly PageName[] = ['/', ...POSTS.map(({ path }) => path)].flatMap(
  (path) => parsePageName(path) ?? [],
);
const SOURCES: readonly SourceName[] = [
  INSIDE,
  DIRECT,
  ...['search.example', 'planet.example', 'newsletter', 'friends.example'].flatMap(
    (source) => parseSourceName(source, () => false) ?? [],
  ),
];
/** A document's write is copied once a batch: a day's views at a time keep that cheap. */
const HALF_DAY_MS = DAY_MS / 2;

/** The document as if it had been counted up to `nowMs`, with this SALT. */
export async function makeDemoDocument(
  nowMs: number,
  salt: string,
  exactVisitorsMax: number,
): Promise<CounterDocument> {
  const draw = drawNumbers(20_270_101);
  // Of its own, so that a page more changes no other number.
  const drawName = drawNumbers(20_270_102);
  const known: VisitorHash[] = [];
  let document = emptyDocument({ exactVisitorsMax });
  for (let day = 0; day <= DAYS; day += 1) {
    const middleMs = nowMs - (DAYS - day) * DAY_MS;
    const visits: Visit[] = [];
    for (let view = viewsOf(day, middleMs, draw()); view > 0; view -= 1) {
      const returning = pickKnown(known, draw);
      const visitor = returning ?? (await hashVisitor(salt, `demo-visitor-${known.length}`));
      if (returning === undefined) known.push(visitor);
      // Today's views lie behind us.
      const offsetMs = day === DAYS ? -draw() * HALF_DAY_MS : (draw() - 0.5) * DAY_MS;
      const names = {
        page: pickHalving(PAGES, drawName()),
        source: pickHalving(SOURCES, drawName()),
      };
      visits.push({ atMs: Math.floor(middleMs + offsetMs), visitor, ...names });
    }
    visits.sort((first, second) => first.atMs - second.atMs);
    document = applyVisits(document, visits).document;
  }
  return document;
}

/** The first for the upper half of `drawn`, the next for the half below, and so on. */
function pickHalving<Name>(names: readonly Name[], drawn: number): Name {
  const place = Math.min(Math.floor(-Math.log2(drawn)), names.length - 1);
  return present(names[place], 'there is a name to pick');
}

/** Undefined for somebody new. */
function pickKnown(known: readonly VisitorHash[], draw: () => number): VisitorHash | undefined {
  const kind = draw();
  if (kind < SITTING_SHARE) return known.at(-1 - Math.floor(draw() * SITTING_VISITORS));
  if (kind < SITTING_SHARE + RETURNING_SHARE) return known[Math.floor(draw() * known.length)];
  return undefined;
}

function viewsOf(day: number, atMs: number, luck: number): number {
  const rise = FIRST_DAY_VIEWS + ((LAST_DAY_VIEWS - FIRST_DAY_VIEWS) * day) / DAYS;
  const weekday = WEEKDAY_SHARES[new Date(atMs).getUTCDay()] ?? 1;
  const fame = day === FAMOUS_DAY ? FAMOUS_FACTOR : day === FAMOUS_DAY + 1 ? FAMOUS_FACTOR / 3 : 1;
  return Math.max(1, Math.round(rise * weekday * fame * (0.7 + 0.6 * luck)));
}

/** Numbers from 0 to 1 that look drawn by lot (mulberry32), the same for the same seed. */
function drawNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
