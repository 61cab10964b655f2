/** Settings -> the Function's own adapters and counter, on a machine of one's own. */
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { createAuthentication } from '../function/oci/authentication.ts';
import { createNotifier, createObjectStore } from '../function/oci/create.ts';
import { DirectCounter } from '../shared/commit/direct-counter.ts';
import type { DocumentRules } from '../shared/commit/known-document.ts';
import { RequestMeter } from '../shared/commit/request-meter.ts';
import { saltFingerprint } from '../shared/counter/visit.ts';
import { Failure } from '../shared/errors.ts';
import type { Log, ObjectStore } from '../shared/ports.ts';
import { systemClock, systemRandom } from '../shared/runtime.ts';
import type { Services } from '../shared/services.ts';
import { type Environment, parseSettings, type Settings } from '../shared/settings/settings.ts';
import { errorCode } from './error-code.ts';

export interface Connection {
  readonly settings: Settings;
  readonly store: ObjectStore;
  readonly counter: DirectCounter;
  readonly rules: DocumentRules;
  readonly services: Services;
}

/** What a log would say, a command says itself. */
const silent = () => undefined;
const LOG: Log = { info: silent, warn: silent, error: silent };

/** The environment, and beneath it a file of `NAME=value` lines. @throws Failure when it cannot be read. */
export function readEnvironment(env: Environment, settingsFile: string | undefined): Environment {
  if (settingsFile === undefined) return env;
  try {
    return { ...parseEnv(readFileSync(settingsFile, 'utf8')), ...env };
  } catch (error) {
    throw new Failure(
      'misconfigured',
      `--settings ${settingsFile} cannot be read: ${errorCode(error)}`,
    );
  }
}

/** @throws Failure that names every problem with the settings. */
export async function connect(env: Environment): Promise<Connection> {
  const parsed = parseSettings(env, 'function');
  if (!parsed.ok) throw new Failure('misconfigured', parsed.problems.join('\n'));
  const { settings } = parsed;
  const authentication = createAuthentication(settings, env);
  const meter = new RequestMeter();
  const store = createObjectStore(settings, authentication, meter.count);
  const rules = {
    saltFingerprint: await saltFingerprint(settings.salt),
    exactVisitorsMax: settings.exactVisitorsMax,
  };
  const common = { clock: systemClock, random: systemRandom, log: LOG };
  const counter = new DirectCounter({ ...common, store, meter, rules });
  const notifier = createNotifier(settings, authentication);
  const services = { ...common, counter, ...(notifier && { notifier }) };
  return { settings, store, counter, rules, services };
}
