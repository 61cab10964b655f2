/** The settings that both runtimes start with here, and how a test changes them. */
import { DEFAULT_OBJECT, type EmulatedStore } from './emulated-store.ts';
import type { SettingsChange } from './runtimes.ts';

export const REPORT_TOKEN = 'a token for tests, with a space and + and %41';
export const SALT = 'a salt for tests';
export const TOPIC_OCID = 'ocid1.onstopic.oc1..reports';

export function mergeSettings(
  store: EmulatedStore,
  credentials: Readonly<Record<string, string>>,
  changes: SettingsChange = {},
): Record<string, string> {
  const { region, url } = store.emulator;
  const merged: SettingsChange = {
    OCI_REGION: region,
    OCI_OBJECT_STORAGE_URL: url,
    OCI_NOTIFICATIONS_URL: url,
    OBJECT: DEFAULT_OBJECT,
    SALT,
    REPORT_TOKEN,
    TOPIC_OCID,
    // All visitors of a test come from one address.
    RATE_LIMIT: 'off',
    ...credentials,
    ...changes,
  };
  const given = Object.entries(merged).filter((entry): entry is [string, string] => {
    return entry[1] !== undefined;
  });
  return Object.fromEntries(given);
}
