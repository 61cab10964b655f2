/**
 * The owner's copy: settings that can never be read back, as `NAME=value` lines in a file that only its
 * owner can read. The command line and a second runtime read it.
 */
import { existsSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { personPath, readPersonFile } from '../cli/person-file.ts';
import { writePrivateFile } from '../cli/private-file.ts';
import { SetupProblem } from './problem.ts';

export type Settings = Readonly<Record<string, string>>;

/** Empty when there is no such file. */
export function readCopy(path: string): Settings {
  if (!existsSync(personPath(path))) return {};
  return parseEnv(readPersonFile(path)) as Settings;
}

/** What is in it already stays, but for what is given. */
export function writeCopy(path: string, settings: Settings): void {
  writePrivateFile(personPath(path), copyText({ ...readCopy(path), ...settings }), true);
}

export function copyText(settings: Settings): string {
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${quoted(name, value)}\n`);
  return `# SALT, REPORT_TOKEN and OCI_PRIVATE_KEY can be read nowhere else: keep this file to yourself.\n${lines.join('')}`;
}

/** Node expands \n inside double quotes, and only there; nothing else inside any quotes. */
function quoted(name: string, value: string): string {
  if (value.includes('\n')) return `"${value.replaceAll('\n', '\\n')}"`;
  const quote = ["'", '"', '`'].find(
    (mark) => !value.includes(mark) && !(mark === '"' && value.includes('\\n')),
  );
  if (quote !== undefined) return `${quote}${value}${quote}`;
  throw new SetupProblem(
    `${name} has every kind of quotation mark in it, which no file of settings can hold: keep it yourself, and go on with --copy-to none.`,
  );
}
