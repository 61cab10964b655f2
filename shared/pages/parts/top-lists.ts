/**
 * The cards of pages and of sources: the most viewed of a month or of all time, with bars, and what has no
 * row of its own. A card stays away until something has been named.
 */
import { wordsOf } from '../../summary/name-words.ts';
import type { TopList } from '../../summary/top-lists.ts';
import { formatNumber } from './numbers.ts';
import { all, one } from './page.ts';
import { readPages } from './requests.ts';

/** More are a click away. */
const ROWS_SHOWN = 10;

type Figure = 'month' | 'before' | 'views';

interface Card {
  readonly list: TopList;
  /** Asked for once, they stay through what is asked anew. */
  readonly isWhole: boolean;
}

const EMPTY: Card = {
  list: {
    rows: [],
    other: { views: 0, month: 0, before: 0 },
    unnamed: { views: 0, month: 0, before: 0 },
    imported: 0,
    began: null,
  },
  isWhole: false,
};

let cards: Readonly<Record<string, Card>> = { pages: EMPTY, sources: EMPTY };

/** What cannot be read leaves what was on the screen. */
export async function showTopLists(): Promise<void> {
  const answer = await readPages();
  if (answer.kind !== 'ok') return;
  const { sources, ...pages } = answer.value;
  cards = {
    pages: { ...(cards.pages ?? EMPTY), list: pages },
    sources: { ...(cards.sources ?? EMPTY), list: sources },
  };
  drawCards();
}

function drawCards(): void {
  for (const [name, card] of Object.entries(cards)) drawCard(name, card);
  one('.tops').hidden = Object.values(cards).every(({ list }) => list.began === null);
}

function drawCard(name: string, { isWhole, list }: Card): void {
  const card = one(`[data-top=${name}]`);
  const figure = one<HTMLInputElement>('[name=top]:checked').value as Figure;
  const ranked = list.rows
    .filter((row) => row[figure] > 0)
    .sort((first, second) => second[figure] - first[figure]);
  const shown = isWhole ? ranked : ranked.slice(0, ROWS_SHOWN);
  const rest = ranked.slice(shown.length).reduce((sum, row) => sum + row[figure], 0);
  const most = Math.max(ranked[0]?.[figure] ?? 0, 1);
  const rows = [
    ...shown.map((row) => tableRow(wordsOf(row.name), row[figure], row[figure] / most)),
    ...sumRow('All others', rest + list.other[figure]),
    ...sumRow(name === 'pages' ? 'Page not told' : 'Source not told', list.unnamed[figure]),
  ];
  card.hidden = list.began === null;
  one(`[data-top=${name}] tbody`).replaceChildren(
    ...(rows.length > 0 ? rows : [tableRow('None', 0)]),
  );
  one(`[data-top=${name}] button`).hidden = shown.length === ranked.length;
}

function sumRow(name: string, views: number): HTMLTableRowElement[] {
  return views === 0 ? [] : [tableRow(name, views)];
}

/** Without a share it has no bar: sums are no rivals of what they are beside. */
function tableRow(name: string, views: number, share = 0): HTMLTableRowElement {
  const row = document.createElement('tr');
  const head = document.createElement('th');
  head.scope = 'row';
  head.textContent = name;
  row.style.setProperty('--share', String(share));
  row.append(head);
  row.insertCell().textContent = formatNumber(views);
  return row;
}

for (const input of all('[name=top]')) input.addEventListener('change', drawCards);
for (const button of all('[data-top] button')) {
  button.addEventListener('click', () => {
    const { top = '' } = button.closest<HTMLElement>('[data-top]')?.dataset ?? {};
    cards = { ...cards, [top]: { ...(cards[top] ?? EMPTY), isWhole: true } };
    drawCards();
  });
}
