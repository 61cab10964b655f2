/** What a person may answer before something changes, at a terminal. */
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { carryOut } from '../../cli/commands/import.ts';
import { confirm } from '../../cli/confirmation.ts';
import { documentChange, startNumbersChange } from '../../cli/import-changes.ts';
import type { Output } from '../../cli/output.ts';
import type { Change } from '../../shared/commit/change.ts';
import type { DayNumber } from '../../shared/counter/calendar.ts';
import { type CounterDocument, emptyDocument } from '../../shared/counter/document.ts';

const RULES = { exactVisitorsMax: 10 };

/** A terminal at which `keys` are pressed, or the input ends. */
function terminal(keys: string | 'end') {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = new PassThrough();
  if (keys === 'end') input.end();
  else input.write(keys);
  return { input, output };
}

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';

test.each([
  ['y\n', true],
  ['YES\n', true],
  ['n\n', false],
  ['\n', false],
  ['yellow\n', false],
  [CTRL_C, false],
  [CTRL_D, false],
  ['end', false],
])('takes %j for %j', async (keys, answer) => {
  expect(await confirm('Go on?', terminal(keys))).toBe(answer);
});

test('asks nobody where there is no terminal', async () => {
  const nobody = { input: new PassThrough(), output: new PassThrough() };
  expect(await confirm('Go on?', nobody)).toBeUndefined();
});

async function imports(change: Change<CounterDocument>, keys: string) {
  const document = emptyDocument(RULES);
  const said: string[] = [];
  const results: unknown[] = [];
  let changes = 0;
  const counter = {
    document: async () => document,
    change: async <T>({ apply }: Change<T>) => {
      changes += 1;
      return apply(document, undefined).result;
    },
  };
  const output: Output = {
    result: (json, text) => results.push([json, text]),
    failure: (...failure) => results.push(failure),
    say: (text) => said.push(text),
    progress: () => undefined,
  };
  const done = await carryOut(change, counter, output, { yes: false, terminal: terminal(keys) });
  return { done, changes, results, said };
}

test('shows what would change before it asks, and changes nothing when that is broken off', async () => {
  const change = startNumbersChange({ pageviews: 7, visitors: 2 }, RULES);
  for (const keys of [CTRL_D, CTRL_C, 'n\n', 'end']) {
    const run = await imports(change, keys);
    expect(run).toMatchObject({ done: false, changes: 0 });
    expect(run.said).toEqual(['views     0 -> 7\nvisitors  0 -> 2']);
    expect(run.results).toEqual([
      [
        {
          ok: false,
          imported: false,
          before: { count: 0, unique: 0 },
          after: { count: 7, unique: 2 },
        },
        'Nothing was changed.',
      ],
    ]);
  }
  expect(await imports(change, 'y\n')).toMatchObject({ done: true, changes: 1 });
});

test('says so when there is nothing to change', async () => {
  const nothing: Change<CounterDocument> = {
    apply: (document) => ({ kind: 'nothing', result: document }),
  };
  const { changes, results } = await imports(nothing, 'y\n');
  expect(changes).toBe(0);
  expect(results).toMatchObject([
    [{ ok: true, imported: false }, expect.stringMatching(/^Nothing/)],
  ]);
});

test('says which report stays claimed when a document takes the place of another', async () => {
  const report = { day: 20_781 as DayNumber, by: 'cron', at: 1, pageviews: 0, uniqueVisitors: 0 };
  const change = documentChange({ ...emptyDocument(RULES), report }, true, 0);
  const { said } = await imports(change, 'n\n');
  expect(said).toEqual([
    'views     0 -> 0\nvisitors  0 -> 0\nreport    that of 2026-11-24 stays claimed: no second mail',
  ]);
});
