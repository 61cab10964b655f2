/**
 * A profile of `~/.oci/config`, as the `oci` command line writes it: who signs in, and in which region.
 * A profile takes what it leaves out from DEFAULT.
 */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { SetupProblem } from '../problem.ts';

export interface Profile {
  readonly name: string;
  readonly tenancyId: string;
  readonly region: string;
  readonly userId: string;
  readonly fingerprint: string;
  readonly privateKeyPem: string;
  readonly passphrase: string | undefined;
  /** Of `oci session authenticate`: a token in the place of the user's own key. */
  readonly sessionToken: string | undefined;
}

type Values = ReadonlyMap<string, string>;

export const MAKE_A_PROFILE =
  '`oci setup bootstrap` makes one: it opens your browser, on this machine or in Oracle’s Cloud Shell, where `oci` is installed already';

/** @throws SetupProblem that names the command which makes a profile, or what is wrong with this one. */
export function readProfile(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
): Profile {
  const path = expandHome(env.OCI_CLI_CONFIG_FILE ?? env.OCI_CONFIG_FILE ?? '~/.oci/config');
  if (!existsSync(path)) {
    throw new SetupProblem(`There is no profile of Oracle’s (${path}): ${MAKE_A_PROFILE}.`);
  }
  const profiles = parseProfiles(readText(path, path));
  const values = profiles.get(name);
  if (values === undefined) {
    const others = [...profiles.keys()].join(', ') || 'none';
    throw new SetupProblem(
      `${path} has no profile ${name} (it has: ${others}): name one by --profile, or make one by \`oci setup bootstrap\`.`,
    );
  }
  return toProfile(name, new Map([...(profiles.get('DEFAULT') ?? []), ...values]), path);
}

/** Sections and their `name=value` lines; anything else is passed over, as `oci` does. */
export function parseProfiles(text: string): ReadonlyMap<string, Values> {
  const profiles = new Map<string, Map<string, string>>();
  let current: Map<string, string> | undefined;
  for (const line of text.split(/\r?\n/).map((words) => words.trim())) {
    const section = /^\[(.+)\]$/.exec(line)?.[1]?.trim();
    if (section !== undefined) {
      current = profiles.get(section) ?? new Map();
      profiles.set(section, current);
    } else if (!/^[#;]/.test(line) && line.includes('=')) {
      const at = line.indexOf('=');
      current?.set(line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim());
    }
  }
  return profiles;
}

function toProfile(name: string, values: Values, path: string): Profile {
  const need = (key: string) => {
    const value = values.get(key);
    if (value) return value;
    throw new SetupProblem(`The profile ${name} of ${path} has no ${key}: ${MAKE_A_PROFILE}.`);
  };
  const tokenFile = values.get('security_token_file');
  const keyFile = expandHome(need('key_file'));
  return {
    name,
    tenancyId: need('tenancy'),
    region: need('region'),
    fingerprint: need('fingerprint'),
    userId: tokenFile === undefined ? need('user') : (values.get('user') ?? ''),
    privateKeyPem: readText(keyFile, `key_file of the profile ${name}`),
    passphrase: values.get('pass_phrase'),
    sessionToken:
      tokenFile === undefined
        ? undefined
        : readText(expandHome(tokenFile), `security_token_file of ${name}`).trim(),
  };
}

function readText(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new SetupProblem(`${path} (${what}) cannot be read: ${MAKE_A_PROFILE}.`);
  }
}

function expandHome(path: string): string {
  return path.startsWith('~') ? join(homedir(), path.slice(1)) : path;
}
