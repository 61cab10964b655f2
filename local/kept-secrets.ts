/**
 * SALT and token of the counter on this machine: made once and kept, since another SALT would make a new
 * visitor of everybody. Readable by their owner alone. API keys are made anew at each start.
 */
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartProblem } from './start-settings.ts';

export interface KeptSecrets {
  readonly salt: string;
  readonly reportToken: string;
}

/** The folder is there, and this process alone uses it. */
export async function keepSecrets(dataFolder: string): Promise<KeptSecrets> {
  const path = join(dataFolder, 'secrets.json');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    // What is read through an open file, a folder for one, is not named by the system.
    throw Object.assign(error, { path });
  });
  if (text !== undefined) return parseSecrets(text, path);
  const made = { salt: randomWord(), reportToken: randomWord() };
  await writeFile(path, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  return made;
}

function parseSecrets(text: string, path: string): KeptSecrets {
  const problem = `${path} is damaged: remove it together with the folder around it to start from nothing.`;
  let stored: { readonly salt?: unknown; readonly reportToken?: unknown };
  try {
    stored = JSON.parse(text);
  } catch {
    throw new StartProblem(problem);
  }
  const { reportToken, salt } = stored;
  if (typeof salt !== 'string' || typeof reportToken !== 'string') throw new StartProblem(problem);
  return { salt, reportToken };
}

function randomWord(): string {
  return randomBytes(18).toString('base64url');
}
