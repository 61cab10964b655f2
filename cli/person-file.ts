/**
 * Files as a person names them, and as editors write them: from the folder that the person stands in, in
 * UTF-8 or UTF-16, with a byte order mark or without, with line breaks of any kind.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** npm runs a script in the package's folder, and says in `INIT_CWD` where it was called. */
export function personPath(
  path: string,
  env: Readonly<Record<string, unknown>> = process.env,
): string {
  const { INIT_CWD: folder } = env;
  return typeof folder === 'string' && folder !== '' ? resolve(folder, path) : resolve(path);
}

/** @throws what the system throws; TypeError when its bytes are no text. */
export function readPersonFile(path: string): string {
  return decodeText(readFileSync(personPath(path)));
}

/** Text with `\n` for line breaks and no byte order mark. @throws TypeError when the bytes are no text. */
export function decodeText(bytes: Uint8Array): string {
  // A decoder takes the byte order mark of its own encoding away.
  const text = new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
  return text.replace(/\r\n?/g, '\n');
}

/** By the byte order mark; without one, by where the zeros of Latin letters in UTF-16 are. */
function encodingOf([first, second]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if ((first === 0xff && second === 0xfe) || second === 0) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || first === 0) return 'utf-16be';
  return 'utf-8';
}
