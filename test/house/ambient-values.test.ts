import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listSourceFiles, ROOT } from '../support/source-files.ts';

/** What shared/ must not name, and the word of the message that says what to take instead. */
const AMBIENT: readonly [code: string, replacement: string][] = [
  ['Date.now()', 'clock.now()'],
  ['new Date()', 'clock.now()'],
  ['performance.now()', 'clock.monotonicMs()'],
  ['Math.random()', 'random.uniform()'],
  ['crypto.randomUUID()', 'random.id()'],
  ['crypto.getRandomValues(new Uint8Array(4))', 'random.uniform()'],
  ['setTimeout(() => {}, 1)', 'clock.sleep'],
  ['setInterval(() => {}, 1)', 'clock.sleep'],
  ['setImmediate(() => {})', 'clock.sleep'],
  ['AbortSignal.timeout(1)', 'callStore'],
  ['console.log(1)', 'Log'],
  ['process.env', 'parseSettings'],
  ['globalThis.setTimeout', 'port'],
  ['Buffer.from([])', 'Uint8Array'],
];

describe('the linter', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ambient-values-'));
  let report = '';

  beforeAll(async () => {
    for (const name of ['biome.json', 'scripts/ambient-values.grit']) {
      cpSync(`${ROOT}${name}`, join(folder, name));
    }
    const sample = AMBIENT.map(([code], index) => `export const x${index} = ${code};\n`).join('');
    for (const area of ['shared/commit', 'shared/widget', 'shared/pages', 'worker']) {
      mkdirSync(join(folder, area), { recursive: true });
      writeFileSync(join(folder, area, 'sample.ts'), sample);
    }
    writeFileSync(join(folder, 'shared', 'runtime.ts'), sample);
    report = await lint(folder);
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(AMBIENT)('refuses %s in shared/ and names what to take instead', (code, replacement) => {
    const line = AMBIENT.findIndex(([other]) => other === code) + 1;
    const [, after = ''] = report.split(`shared/commit/sample.ts:${line}:`);
    const message = after.split('sample.ts:')[0] ?? '';
    expect(message).toContain(replacement);
  });

  it('leaves them to runtime.ts, to what runs in a browser, and to the adapters', () => {
    const placed = [...report.matchAll(/^(\S+\.ts):\d+:\d+ (?:plugin|lint\/style)/gm)];
    expect(new Set(placed.map((match) => match[1]))).toEqual(new Set(['shared/commit/sample.ts']));
    expect(placed).toHaveLength(AMBIENT.length);
  });
});

describe('shared/', () => {
  const NAMES =
    /\b(Date\.now|Math\.random|performance|set(Timeout|Interval|Immediate)|process|console|globalThis|Buffer)\b/;
  const EXEMPT = /^shared\/(runtime\.ts$|widget\/|pages\/|assets\/generated\/)/;

  it('names no clock, chance, timer, process or console but in runtime.ts', () => {
    const files = listSourceFiles().filter(({ path }) => path.startsWith('shared/'));
    const bound = files.filter(({ path }) => !EXEMPT.test(path));
    expect(bound.length).toBeGreaterThan(40);
    const found = bound.filter(({ text }) => NAMES.test(codeOf(text))).map(({ path }) => path);
    expect(found).toEqual([]);
    const runtime = files.find(({ path }) => path === 'shared/runtime.ts');
    expect(codeOf(runtime?.text ?? '')).toMatch(NAMES);
  });
});

function lint(folder: string): Promise<string> {
  const biome = `${ROOT}node_modules/@biomejs/biome/bin/biome`;
  const args = [biome, 'lint', '--vcs-enabled=false', '--max-diagnostics=100', '--colors=off', '.'];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: folder }, (_failure, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
}

/** Without comments and texts, which may speak of clocks and processes. */
function codeOf(text: string): string {
  return text
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''")
    .replaceAll(/\/\/.*$/gm, '');
}
