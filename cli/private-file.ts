/**
 * A file that only its owner can read, there whole or not at all: it is written beside its place, and
 * put there once all of it is on the disk. Never in place of another unless told to.
 */
import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { Failure } from '../shared/errors.ts';
import { errorCode } from './error-code.ts';

/** @returns its length in bytes. @throws Failure; `conflict` when there is one that must stay. */
export function writePrivateFile(
  path: string,
  content: string | Uint8Array,
  replace: boolean,
): number {
  const draft = `${path}.${crypto.randomUUID()}.part`;
  try {
    writeDraft(draft, content);
    // A link fails where there is a file already, however it came there meanwhile; a rename would not.
    if (replace) renameSync(draft, path);
    else linkSync(draft, path);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST') {
      throw new Failure('conflict', `there is a file ${path}: --replace takes its place`);
    }
    throw new Failure('misconfigured', `${path} cannot be written: ${code}`);
  } finally {
    rmSync(draft, { force: true });
  }
  return Buffer.byteLength(content);
}

function writeDraft(path: string, content: string | Uint8Array): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
