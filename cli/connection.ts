/** Settings -> the Function's own adapters and counter, on a machine of one's own. */
import { sdkOracle } from '../function/oci/sdk-oracle.ts';
import { DirectCounter } from '../shared/commit/direct-counter.ts';
import type { DocumentRules } from '../shared/commit/known-document.ts';
import { createCommitServices, createNotifier } from '../shared/compose.ts';
import { Failure } from '../shared/errors.ts';
import type { OciObjectStore } from '../shared/oci/oci-object-store.ts';
import type { Log, ObjectStore } from '../shared/ports.ts';
import type { Services } from '../shared/services.ts';
import { type Environment, parseSettings, type Settings } from '../shared/settings/settings.ts';
import { readSettingsFile } from './settings-file.ts';

export interface Connection {
  readonly settings: Settings;
  readonly store: OciObjectStore;
  readonly counter: DirectCounter;
  /** The same counter over another view of the store. */
  readonly counterOver: (store: ObjectStore) => DirectCounter;
  readonly rules: DocumentRules;
  readonly services: Services;
}

/** What a log would say, a command says itself. */
const silent = () => undefined;
const LOG: Log = { info: silent, warn: silent, error: silent };

/**
 * The environment, and beneath it a file of `NAME=value` lines. `warn` hears what in it is no setting.
 * @throws Failure when it cannot be read.
 */
export function readEnvironment(
  env: Environment,
  settingsFile: string | undefined,
  warn: (text: string) => void,
): Environment {
  if (settingsFile === undefined) return env;
  const { values, warnings } = readSettingsFile(settingsFile);
  warnings.forEach(warn);
  return { ...values, ...env };
}

const NO_KEY = `there is no API key to ask Oracle with (OCI_REGION, OCI_TENANCY_OCID, OCI_USER_OCID, OCI_KEY_FINGERPRINT, OCI_PRIVATE_KEY).
Name a file of settings by --settings FILE (while \`npm start\` runs: .data/cli.env), or, to read, a running counter by --url URL.`;

/** @throws Failure that names every problem with the settings. */
export async function connect(env: Environment): Promise<Connection> {
  const parsed = parseSettings(env, 'function');
  if (!parsed.ok) throw new Failure('misconfigured', parsed.problems.join('\n'));
  const { settings } = parsed;
  if (settings.apiKey === undefined && !('OCI_RESOURCE_PRINCIPAL_VERSION' in env)) {
    throw new Failure('misconfigured', NO_KEY);
  }
  const oracle = sdkOracle(settings, env);
  const common = await createCommitServices(settings, oracle, LOG);
  // Nothing is counted here, by no zone's days.
  const { timeZone: _, ...rules } = common.rules;
  const { store } = common;
  const counterOver = (view: ObjectStore) => new DirectCounter({ ...common, rules, store: view });
  const counter = counterOver(store);
  const notifier = createNotifier(settings, oracle);
  const services = { ...common, rules, counter, ...(notifier && { notifier }) };
  return { settings, store, counter, counterOver, rules, services };
}

/** What is sealed with a wrong SALT answers nobody any more. @throws Failure unless `accepted` */
export function requireTrustedSalt({ settings }: Connection, accepted: boolean): void {
  const warnings = settings.warnings.filter((warning) => /^SALT\b/.test(warning));
  if (accepted || warnings.length === 0) return;
  const way = 'Nothing is written with it, unless you add --accept-salt.';
  throw new Failure('misconfigured', [...warnings, way].join('\n'));
}
