/** The counter's settings as a file for the command line. It holds the key of this start, and none but its owner may read it. */
import { rm, writeFile } from 'node:fs/promises';

/** Replaces what is there: its mode would stay. */
export async function writeSettingsFile(
  path: string,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  // Double quotes, in which Node's parser takes `\n` for a line break.
  const lines = Object.entries(settings).map(
    ([name, value]) => `${name}=${JSON.stringify(value)}\n`,
  );
  await rm(path, { force: true });
  await writeFile(path, lines.join(''), { mode: 0o600, flag: 'wx' });
}
