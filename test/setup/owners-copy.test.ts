/** The owner's copy: a file that only its owner can read, which gives each value back as it was. */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { fingerprintOf, makeKey } from '../../setup/api-key.ts';
import { copyText, readCopy, writeCopy } from '../../setup/owners-copy.ts';

test.each([
  'plain',
  ' with spaces and # and $HOME ',
  "it's",
  'a "word"',
  `it's a "word"`,
  'back\\nslash',
])('gives %j back as it was', (value) => {
  expect(parseEnv(copyText({ SALT: value }))).toEqual({ SALT: value });
});

test('says which value it cannot hold', () => {
  expect(() => copyText({ SALT: '\'"`' })).toThrow(/^SALT .* --copy-to none/);
});

test('can be read by its owner alone, and keeps what is not given again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'copy-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'counter.env');
  expect(readCopy(path)).toEqual({});
  writeCopy(path, { SALT: 'salt', REPORT_TOKEN: 'first' });
  writeCopy(path, { REPORT_TOKEN: 'second' });
  expect(readCopy(path)).toEqual({ SALT: 'salt', REPORT_TOKEN: 'second' });
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('git takes none of its names', () => {
  const ignored = readFileSync('.gitignore', 'utf8').split('\n');
  expect(ignored).toEqual(expect.arrayContaining(['counter.env', 'counter-*.env', '.data/']));
});

test('a key in it is known by its fingerprint', async () => {
  const { fingerprint, privateKey } = await makeKey();
  const { OCI_PRIVATE_KEY = '' } = parseEnv(copyText({ OCI_PRIVATE_KEY: privateKey.trim() }));
  expect(fingerprint).toMatch(/^[0-9a-f]{2}(:[0-9a-f]{2}){15}$/);
  expect(fingerprintOf(OCI_PRIVATE_KEY)).toBe(fingerprint);
});
