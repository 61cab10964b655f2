/** Pages on the command line: files of other counters, CSV that no spreadsheet computes, and taking all away. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { parseCommandLine } from '../../cli/command-line.ts';
import { importPages } from '../../cli/commands/import-pages.ts';
import { clearPages, pages } from '../../cli/commands/pages.ts';
import type { Connection } from '../../cli/connection.ts';
import { parseCsv, toCsvLine } from '../../cli/csv.ts';
import { pageViewsChange } from '../../cli/import-changes.ts';
import type { Output } from '../../cli/output.ts';
import { readPageViews } from '../../cli/page-views-file.ts';
import { CountingWorld } from '../commit/counting-world.ts';
import { page, source, sumErrors, viewsIn } from '../counter/named-visits.ts';

const folder = mkdtempSync(join(tmpdir(), 'pages-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(content: string | Uint8Array): string {
  const path = join(folder, `${Math.random()}.csv`);
  writeFileSync(path, content);
  return path;
}

const GOATCOUNTER = `2Path,Title,Event,UserAgent,Browser,System,Session,Bot,Referrer,Referrer scheme,Screen size,Location,FirstVisit,Date
/a,"A, the ""first""",false,,Firefox,Linux,s1,0,,,,DE,true,2026-01-01T00:00:00Z
/a/,A,false,,Firefox,Linux,s1,0,,,,DE,false,2026-01-01T00:01:00Z
/b,"two
lines",false,,Chrome,Linux,s2,0,,,,DE,true,2026-01-01T00:02:00Z
/b,B,false,,Bot,,s3,3,,,,DE,true,2026-01-01T00:03:00Z
click,Click,true,,Chrome,Linux,s2,0,,,,DE,false,2026-01-01T00:04:00Z
`;

describe('a file with views of pages', () => {
  test.each([
    ['without a header', '/a,3\n/b,4\n'],
    ['with one', 'path,views\n/a,3\n/b,4'],
    ['with other columns', 'Title,Views,Path\n"A, b",3,/a\nB,4,"/b"\n'],
    ['with several spellings', '/a,1\n/a/,1\n/a/index.html,1\n//b?x,4\n'],
    ['with blank lines and spaces', '\n/a, 3\n\n"/b",4 \n'],
    ['with zeros', '/a,3\n/b,4\n/c,0\n'],
  ])('is read %s', (_, text) => {
    expect([...readPageViews(text)]).toEqual([
      ['/a', 3],
      ['/b', 4],
    ]);
  });

  test('may be an export of GoatCounter: views by people count, one for each line', () => {
    expect([...readPageViews(GOATCOUNTER)]).toEqual([
      ['/a', 2],
      ['/b', 1],
    ]);
  });

  test('keeps the views of paths that are none', () => {
    const views = readPageViews(`https://example.com/a,5\n/${'long'.repeat(99)},2\n/a,1`);
    expect([...views]).toEqual([
      ['', 7],
      ['/a', 1],
    ]);
  });

  test.each([
    ['/a,many', 'row 1'],
    ['path,views\n/a,1\n/b,-1', 'row 3'],
    ['/a,1.5', 'row 1'],
    ['/a', 'row 1'],
    ['/a,9999999999999999', 'row 1'],
    ['', 'no views'],
    ['path,views\n', 'no views'],
    ['/a,0', 'no views'],
  ])('%j is refused, and says where', (text, where) => {
    expect(() => readPageViews(text)).toThrow(where);
  });
});

describe('CSV', () => {
  test('is read as it was written', () => {
    const cell = fc.string().filter((text) => !/^[=+\-@\t\r]/.test(text));
    const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 5 });
    fc.assert(
      fc.property(rows, (cells) => {
        expect(parseCsv(cells.map(toCsvLine).join('\n'))).toEqual(cells);
      }),
    );
  });

  test.each(['=1+2', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '=HYPERLINK("x")'])(
    'never begins a cell as %j does, which a spreadsheet would compute',
    (name) => {
      const [first = '', quote] = toCsvLine([name, 1]);
      expect([first, quote]).toEqual(['"', "'"]);
    },
  );

  test('has each name in quotes, so that no other separator makes a second cell', () => {
    expect(toCsvLine(['/a;=1+2', '/b,=1', 3])).toBe('"/a;=1+2","/b,=1",3');
  });
});

test('views of pages are added exactly once, and no other view', async () => {
  const world = new CountingWorld();
  const writer = world.writer();
  await world.run(writer.counter.count({ ...world.visit(writer), page: page('/a') }));
  const views = new Map([
    ['/a', 5],
    ['/b', 7],
    ['', 2],
  ]);
  await world.run(writer.counter.change(pageViewsChange(views, world.world.nowMs)));
  expect(viewsIn(world.document, 'pages')).toEqual({ '/a': 6, '/b': 7 });
  expect(world.document.pageviews).toBe(1);
  expect(world.document.pages?.parts).toMatchObject({ imported: 14, other: { views: 2 } });
  expect(sumErrors(world.body)).toEqual([]);
});

/** The command over a counter in memory; nobody sits at its terminal. */
async function commands() {
  const world = new CountingWorld();
  const writer = world.writer();
  const names = { page: page('/a'), source: source('-x.example') };
  await world.run(writer.counter.count({ ...world.visit(writer), ...names }));
  const said: string[] = [];
  const results: unknown[] = [];
  const output: Output = {
    result: (json, text) => void results.push(json, text),
    failure: (error, cause) => void results.push(error, cause),
    say: (text) => void said.push(text),
    progress: () => undefined,
  };
  const counter = {
    document: () => world.run(writer.counter.document()),
    change: (change: Parameters<typeof writer.counter.change>[0]) =>
      world.run(writer.counter.change(change)),
  };
  const services = { clock: writer.process.clock };
  const connection = { counter, services, settings: { pages: true } } as unknown as Connection;
  const terminal = { input: new PassThrough(), output: new PassThrough() };
  const line = (...args: string[]) => {
    const parsed = parseCommandLine(args);
    if (parsed.kind !== 'run') throw new Error(JSON.stringify(parsed));
    return parsed.line;
  };
  return {
    world,
    said,
    results,
    importFile: (file: string, ...options: string[]) =>
      importPages(connection, output, line('import', '--pages', file, ...options), terminal),
    clear: (...options: string[]) =>
      clearPages(connection, output, line('pages', '--clear', ...options), terminal),
    list: (...options: string[]) =>
      pages({ name: 'it', ...counter } as never, output, line('pages', ...options)),
  };
}

describe('import --pages', () => {
  test('says what would change, leaves pageviews alone, and asks again the second time', async () => {
    const { importFile, results, said, world } = await commands();
    const file = fileOf(gzipSync(GOATCOUNTER));
    expect(await importFile(file)).toBe(false);
    expect(results.join()).toContain('add --yes');
    expect(await importFile(file, '--yes')).toBe(true);
    expect(said.join('\n')).toContain('imported views  0 -> 3');
    expect(viewsIn(world.document, 'pages')).toEqual({ '/a': 3, '/b': 1 });
    expect(await importFile(file, '--yes')).toBe(false);
    expect(said.join('\n')).toContain('imported before');
    expect(results.join()).toContain('add --again');
    expect(world.document.pages?.parts.imported).toBe(3);
    expect(await importFile(file, '--yes', '--again')).toBe(true);
    expect(world.document.pages?.parts.imported).toBe(6);
    expect(world.document.pageviews).toBe(1);
    expect(sumErrors(world.body)).toEqual([]);
  });

  test('refuses a file that is not there', async () => {
    const { importFile } = await commands();
    await expect(importFile(join(folder, 'none.csv'), '--yes')).rejects.toThrow('cannot be read');
  });
});

describe('pages', () => {
  test('lists both tables, and as CSV no name is a formula', async () => {
    const { list, results } = await commands();
    await list();
    expect(results[1]).toMatch(/Pages since .*\n.*all time.*\n +1 +\d +\d {2}\/a\n/);
    await list('--csv');
    const csv = String(results[3]);
    expect(csv.split('\n').slice(0, 2)).toEqual([
      'table,name,views,month,before,since,last',
      expect.stringMatching(/^"page","\/a",1,\d,\d,"2026-11-24","2026-11-24"$/),
    ]);
    expect(csv).toContain('"source","\'-x.example",1');
  });

  test('--clear takes both away once somebody has said yes, and views stay', async () => {
    const { clear, results, said, world } = await commands();
    expect(await clear()).toBe(false);
    expect(results.join()).toContain('add --yes');
    expect(world.body).toContain('"pages"');
    expect(await clear('--yes')).toBe(true);
    expect(said.join()).toContain('1 pages and 1 sources go');
    expect(world.body).not.toMatch(/"pages"|"sources"/);
    expect(world.document.pageviews).toBe(1);
  });
});
