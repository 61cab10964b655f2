/** What the command line says about itself: help, version, slips, and the page that describes it. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseCommandLine } from '../../cli/command-line.ts';
import { COMMAND_NAMES, OPTIONS } from '../../cli/commands.ts';
import { helpText } from '../../cli/help.ts';
import { nearMatch } from '../../cli/near-match.ts';

const PAGE = readFileSync('docs/command-line.md', 'utf8');

test.each([['-h'], ['--help'], ['help']])('helps when asked by %s', (...args) => {
  expect(parseCommandLine(args)).toEqual({ kind: 'help' });
});

test.each([
  ['export', '-h'],
  ['--help', 'export'],
  ['help', 'export'],
])('helps with one command when asked by %s %s', (...args) => {
  expect(parseCommandLine(args)).toEqual({ kind: 'help', command: 'export' });
  expect(helpText('export')).toContain('--csv');
  expect(helpText('export')).not.toContain('--start-views');
});

test.each([['-V'], ['--version'], ['version']])('tells its version when asked by %s', (...args) => {
  expect(parseCommandLine(args)).toEqual({ kind: 'version' });
});

test.each([
  [['totls'], '"totls" is no command: did you mean totals?'],
  [['improt'], '"improt" is no command: did you mean import?'],
  [['help', 'exprot'], '"exprot" is no command: did you mean export?'],
  [['visualise'], '"visualise" is no command'],
  [['totals', '--jsno'], '--jsno is no option: did you mean --json?'],
  [['totals', '-x'], '-x is no option'],
  [['totals', '--json=yes'], '--json takes no value'],
  [['totals', '--settings', '--json'], '--settings needs the name of a file'],
  [['import', '--start-views'], '--start-views needs a whole number'],
  [['totals', '--url', 'counter.example.com'], '--url is "counter.example.com"'],
  [['totals', '--token', 'x'], '--token goes with --url'],
  [['import', '--pages'], '--pages needs the name of a file'],
  [['import', 'a.json', '--pages', 'b.csv'], 'only one of them'],
  [['import', '--pages', 'b.csv', '--start-views', '5'], 'only one of them'],
  [['import', '--pages', 'b.csv', '--replace'], '--replace belongs to the import of a file'],
  [['import', 'a.json', '--again'], '--again goes with --pages'],
  [['pages', '--clear', '--csv'], '--clear and --csv do not go together'],
  [['pages', '--clear', '--url', 'https://a.example'], '--clear and --url do not go together'],
  [['pages', '--yes'], '--yes goes with --clear'],
  [
    ['reset', '--url', 'https://a.example'],
    '--url belongs to totals and report and export and pages',
  ],
])('says what is wrong with %j', (args, problem) => {
  expect(parseCommandLine(args)).toEqual({
    kind: 'wrong',
    problem: expect.stringContaining(problem),
  });
});

test('knows no near match for a word that is far from all', () => {
  expect(nearMatch('x', ['totals', 'V'])).toBeUndefined();
  expect(nearMatch('TOTALS', ['totals'])).toBe('totals');
});

test.each(COMMAND_NAMES)('%s has a chapter with an example that is understood', (name) => {
  const [, chapter = ''] = PAGE.split(`\n## ${name}\n`);
  const [own = ''] = chapter.split('\n## ');
  const examples = [...own.matchAll(/^npm run --silent cli -- (.+)$/gm)].map(
    ([, args = '']) => args,
  );
  expect(examples).not.toEqual([]);
  for (const example of examples) {
    const parsed = parseCommandLine(example.split(' '));
    expect(parsed).toMatchObject({ kind: 'run', line: { command: name } });
  }
});

test('the page describes each command and each option, and no others', () => {
  const chapters = [...PAGE.matchAll(/^## (\S+)$/gm)].map(([, name]) => name);
  expect(chapters).toEqual([...COMMAND_NAMES]);
  const described = new Set(
    [...PAGE.matchAll(/(?<=[`\s])--([a-z][a-z-]+)/g)].map(([, name]) => name),
  );
  described.delete('silent');
  expect([...described].sort()).toEqual(Object.keys(OPTIONS).sort());
});
