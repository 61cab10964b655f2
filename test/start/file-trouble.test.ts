/** What the system refuses is told in one sentence, and a bug stays a bug. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { explainFileTrouble } from '../../local/file-trouble.ts';
import { FolderInUse } from '../../local/folder-lock.ts';

const ADVICE = 'take another folder.';
const explain = (error: unknown) => explainFileTrouble(error, '/data', ADVICE);
const refusal = (code: string, path?: string, syscall = 'open') =>
  Object.assign(new Error(code), { code, syscall, ...(path !== undefined && { path }) });

test.each([
  ['EACCES', 'give yourself the right'],
  ['EPERM', 'give yourself the right'],
  ['EROFS', 'make it writable'],
  ['ENOTDIR', 'move the file away'],
  ['EEXIST', 'move the file away'],
  ['EISDIR', 'move it away'],
  ['ENOSPC', 'make room'],
  ['EDQUOT', 'make room'],
  ['ENOENT', 'check that its name is right'],
  ['ENAMETOOLONG', 'check that its name is right'],
  ['EIO', 'check the disk'],
  ['ENFILE', 'close some programs'],
])('says of %s what to do, and how to take another folder', (code, advice) => {
  const words = explain(refusal(code, '/data/edge'));
  expect(words).toMatch(/\/data\/edge\b.*, or take another folder\.$/);
  expect(words).toContain(advice);
  expect(words?.match(/\./g)).toHaveLength(1);
});

test('names the folder where a write to an open file fails', () => {
  expect(explain(refusal('ENOSPC', undefined, 'write'))).toMatch(/^\/data cannot be written/);
});

test('speaks of a folder above, which may be what cannot be written', () => {
  expect(explain(refusal('EACCES', '/'))).toContain('/ may not be read');
});

test('says how to stop the other process, or to go round it', () => {
  const words = explain(new FolderInUse('/data', '12'));
  expect(words).toContain('in use by process 12');
  expect(words).toContain('Stop that one, or take another folder.');
});

test.each([
  ['a port', refusal('EACCES', undefined, 'listen')],
  ['a program that is not there', refusal('ENOENT', '/data/node', 'spawn node')],
  ['a file elsewhere', refusal('ENOENT', '/database/a')],
  ['a bug', new TypeError('x is not a function')],
  ['no error', 'words'],
])('leaves %s to others', (_, error) => {
  expect(explain(error)).toBeUndefined();
});

test('knows the errors that the system really throws', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'trouble-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'file');
  await writeFile(file, '');
  for (const [work, words] of [
    [mkdir(join(file, 'edge'), { recursive: true }), 'move the file away'],
    [mkdir(file, { recursive: true }), 'move the file away'],
    [readFile(folder), 'is a folder where a file is needed'],
  ] as const) {
    const error: unknown = await work.catch((thrown: unknown) => thrown);
    expect(explainFileTrouble(error, folder, ADVICE)).toContain(words);
  }
});
