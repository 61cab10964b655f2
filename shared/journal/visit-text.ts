/**
 * Visits as text: how the journal keeps them, in storage and in memory. Names stand apart from visitors, as
 * counts in an order of their own, so that a row of many visits does not tell who read what. Pure.
 */
import type { DayNumber } from '../counter/calendar.ts';
import type { PageName } from '../counter/page-name.ts';
import type { SourceName } from '../counter/source-name.ts';
import { compareNames } from '../counter/stored-name.ts';
import type { Visit, VisitorHash } from '../counter/visit.ts';

/** Between visits and names. */
const GAP = '\n\n';

/**
 * A visit a line: its time, the visitor's hash and the owner's day behind spaces, where there are any. Then,
 * where there are any names, a line for each: how many visits named it, as `p 3 /path` or `s 2 example.com`.
 */
export function encodeVisits(visits: readonly Visit[]): string {
  const lines = visits.map(({ atMs, day = '', visitor = '' }) =>
    `${atMs} ${visitor} ${day}`.trimEnd(),
  );
  const pages = countLines(visits, 'p', ({ page }) => page);
  const sources = countLines(visits, 's', ({ source }) => source);
  const names = [...pages, ...sources];
  const text = lines.join('\n');
  return names.length === 0 ? text : `${text}${GAP}${names.join('\n')}`;
}

function countLines(
  visits: readonly Visit[],
  kind: 'p' | 's',
  nameOf: (visit: Visit) => string | undefined,
): string[] {
  const counts = new Map<string, number>();
  for (const visit of visits) {
    const name = nameOf(visit);
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .sort(([first], [second]) => compareNames(first, second))
    .map(([name, count]) => `${kind} ${count} ${name}`);
}

/** Names are dealt out in their order, the first to the first visits: which one gave which is not kept. */
export function decodeVisits(text: string): Visit[] {
  if (text === '') return [];
  const [lines = '', names = ''] = text.split(GAP);
  const { p: pages, s: sources } = dealNames(names);
  return lines.split('\n').map((line, index) => {
    const [atMs, visitor, day] = line.split(' ');
    const [page, source] = [pages[index], sources[index]];
    return {
      atMs: Number(atMs),
      ...(day && { day: Number(day) as DayNumber }),
      ...(visitor && { visitor: visitor as VisitorHash }),
      ...(page !== undefined && { page: page as PageName }),
      ...(source !== undefined && { source: source as SourceName }),
    };
  });
}

function dealNames(lines: string): Record<'p' | 's', string[]> {
  const dealt = { p: [] as string[], s: [] as string[] };
  if (lines === '') return dealt;
  for (const line of lines.split('\n')) {
    const [, kind, count, name = ''] = /^([ps]) (\d+) (.*)$/.exec(line) ?? [];
    const names = kind === 'p' ? dealt.p : dealt.s;
    for (let dealing = Number(count); dealing > 0; dealing -= 1) names.push(name);
  }
  return dealt;
}
