/** A file of `NAME=value` lines: its settings, and what in it is none. */
import { parseEnv } from 'node:util';
import { Failure } from '../shared/errors.ts';
import { SETTING_NAMES } from '../shared/settings/settings-schema.ts';
import { unreadable } from './error-code.ts';
import { suggestion } from './near-match.ts';
import { readPersonFile } from './person-file.ts';

export interface SettingsFile {
  readonly values: Readonly<Record<string, string | undefined>>;
  /** A sentence for each name that is no setting. */
  readonly warnings: readonly string[];
}

const NAMES: readonly string[] = SETTING_NAMES;

/** @throws Failure when it cannot be read. */
export function readSettingsFile(path: string): SettingsFile {
  try {
    return parseSettingsFile(readPersonFile(path), path);
  } catch (error) {
    throw new Failure('misconfigured', `--settings ${path} cannot be read: ${unreadable(error)}`);
  }
}

export function parseSettingsFile(text: string, path: string): SettingsFile {
  const values = parseEnv(text);
  const warnings = Object.keys(values)
    .filter((name) => !NAMES.includes(name))
    .map((name) => `${path}: ${printable(name)} is no setting${suggestion(name, NAMES)}`);
  return { values, warnings: [...warnings, ...unreadLines(text, values, path)] };
}

/** Lines such as `SALT: …`, which Node's parser passes over without a word. */
function unreadLines(
  text: string,
  values: SettingsFile['values'],
  path: string,
): readonly string[] {
  const lines = text.split('\n');
  return NAMES.filter((name) => !Object.hasOwn(values, name))
    .filter((name) => lines.some((line) => new RegExp(`^\\s*${name}(?![\\w=])`).test(line)))
    .map((name) => `${path}: ${name} is not read: write ${name}=value`);
}

/** What is no name may be a secret's line that lost its beginning: only what looks like a name is shown. */
function printable(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]{0,39}$/.test(name) ? name : 'a line of it';
}
