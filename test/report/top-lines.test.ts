/** The mail's top five of pages and sources: short lines, of the right month, and no name that breaks one. */
import { expect, test } from 'vitest';
import { applyVisits } from '../../shared/counter/apply-visits.ts';
import { dayOf } from '../../shared/counter/calendar.ts';
import { emptyDocument } from '../../shared/counter/document.ts';
import { renderReport } from '../../shared/report/render-report.ts';
import { topSections } from '../../shared/report/top-lines.ts';
import { summarise } from '../../shared/summary/summary.ts';
import { listTables } from '../../shared/summary/top-lists.ts';
import { page, source } from '../counter/named-visits.ts';

const NOVEMBER_MS = Date.UTC(2026, 10, 24, 12);
const DECEMBER_MS = Date.UTC(2026, 11, 1, 6);

function documentOf(paths: readonly string[]) {
  const visits = paths.map((path, index) => ({
    atMs: NOVEMBER_MS,
    page: page(path),
    ...(index % 2 === 0 && { source: source('https://example.org/') }),
  }));
  return applyVisits(emptyDocument({ exactVisitorsMax: 10 }), visits).document;
}

const MANY = ['/a', '/b', '/b', '/c', '/c', '/c', '/d', '/d', '/e', '/f', '/f', '/f', '/f'];

test('are five each, the most viewed first', () => {
  const lists = listTables(documentOf(MANY), dayOf(NOVEMBER_MS));
  expect(topSections(lists, 'month')).toEqual([
    ['PAGES, THIS MONTH', '4  /f', '3  /c', '2  /b', '2  /d', '1  /a'],
    ['WHERE READERS CAME FROM, THIS MONTH', '7  example.org'],
  ]);
  expect(topSections(lists, 'before')).toEqual([]);
});

test('are those of last month on the first of the next, for a month', () => {
  const lists = listTables(documentOf(['/a', '/a']), dayOf(DECEMBER_MS));
  expect(topSections(lists, 'month')).toEqual([]);
  expect(topSections(lists, 'before')[0]).toEqual(['PAGES, LAST MONTH', '2  /a']);
});

test('call the two sources that are no hosts by words', () => {
  const visits = [source(''), source(''), source('https://blog.example/')].map((from) => ({
    atMs: NOVEMBER_MS,
    source: from,
  }));
  const document = applyVisits(emptyDocument({ exactVisitorsMax: 10 }), visits).document;
  expect(topSections(listTables(document, dayOf(NOVEMBER_MS)), 'month')).toEqual([
    ['WHERE READERS CAME FROM, THIS MONTH', '2  Direct', '1  blog.example'],
  ]);
});

test('are a part of the mail, in short lines without a break in a name', () => {
  const paths = [`/${'long'.repeat(40)}`, '/a%0Ab', '/<b>bold</b>', '/🎉'.repeat(30)];
  const document = documentOf(paths);
  const summary = summarise(document, { warnings: [] }, NOVEMBER_MS, undefined);
  const lists = listTables(document, summary.today);
  const { text } = renderReport(summary, { siteName: 'Site' }, 'day', lists);
  const [, part = ''] = text.split('PAGES, THIS MONTH\n');
  const lines = part.split('\n\n')[0]?.split('\n') ?? [];
  expect(lines).toHaveLength(4);
  expect(lines).toContain('1  /a%0Ab');
  expect(lines).toContain('1  /<b>bold</b>');
  for (const line of lines) expect([...line].length).toBeLessThanOrEqual(42);
  expect(text).toContain('WHERE READERS CAME FROM, THIS MONTH\n2  example.org');
  expect(renderReport(summary, { siteName: 'Site' }).text).not.toContain('PAGES');
});
