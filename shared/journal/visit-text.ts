/** Visits as text: how the journal keeps them, in storage and in memory, at about 80 bytes each. Pure. */
import type { Visit, VisitorHash } from '../counter/visit.ts';

/** A visit a line: its time, and the visitor's hash behind a space where there is one. */
export function encodeVisits(visits: readonly Visit[]): string {
  return visits
    .map(({ atMs, visitor }) => (visitor === undefined ? `${atMs}` : `${atMs} ${visitor}`))
    .join('\n');
}

export function decodeVisits(text: string): Visit[] {
  if (text === '') return [];
  return text.split('\n').map((line) => {
    const [atMs, visitor] = line.split(' ');
    return { atMs: Number(atMs), ...(visitor && { visitor: visitor as VisitorHash }) };
  });
}
