/** The mail's top five of pages and of sources: of this month, or of the one before for a month's report. Pure. */

import { wordsOf } from '../summary/name-words.ts';
import type { TopList, TopListRow } from '../summary/top-lists.ts';
import { formatNumber } from '../summary/wording.ts';

export type TopLists = Readonly<Record<'pages' | 'sources', TopList>>;

const ROWS_MAX = 5;
/** With its number before it a name is still one line on a phone. */
const NAME_CHARACTERS_MAX = 32;

/** Two sections, each left out where nothing was named in that month. */
export function topSections(lists: TopLists, month: 'month' | 'before'): string[][] {
  const when = month === 'month' ? 'this month' : 'last month';
  return [
    topSection(`Pages, ${when}`, lists.pages, month),
    topSection(`Where readers came from, ${when}`, lists.sources, month),
  ].filter((lines) => lines.length > 1);
}

function topSection(title: string, { rows }: TopList, month: 'month' | 'before'): string[] {
  const top = rows
    .filter((row) => row[month] > 0)
    .sort((first, second) => second[month] - first[month])
    .slice(0, ROWS_MAX);
  return [
    title.toUpperCase(),
    ...top.map((row) => `${formatNumber(row[month])}  ${shortName(row)}`),
  ];
}

/** Whole characters: half an emoji is none. */
function shortName({ name }: TopListRow): string {
  const characters = [...wordsOf(name)];
  if (characters.length <= NAME_CHARACTERS_MAX) return characters.join('');
  return `${characters.slice(0, NAME_CHARACTERS_MAX - 1).join('')}…`;
}
