/** The Function as OCI starts it: no key in its settings, a token and a session key in its environment. */
import { expect, test, vi } from 'vitest';
import { sdkAdapters } from '../../function/oci/adapters.ts';
import { createCommitServices, createNotifier } from '../../shared/compose.ts';
import { parseSettings } from '../../shared/settings/settings.ts';
import { SILENT } from '../doubles/silent-log.ts';
import { TOPIC_OCID, useEmulatedOci } from './emulated-oci.ts';
import { foundBy, storedBy } from './object-store.contract.ts';

const oci = useEmulatedOci();

test('stores and publishes as its resource principal', async () => {
  const { emulator } = oci();
  const principal = await emulator.addResourcePrincipal();
  for (const [name, value] of Object.entries(principal)) vi.stubEnv(name, value);
  const url = { OCI_OBJECT_STORAGE_URL: emulator.url, OCI_NOTIFICATIONS_URL: emulator.url };
  const parsed = parseSettings({ ...principal, ...url, TOPIC_OCID }, 'function');
  if (!parsed.ok) throw new Error(parsed.problems.join());

  const adapters = sdkAdapters(parsed.settings, process.env);
  expect(adapters.credentials.authentication.regionId).toBe(emulator.region);
  const { meter, store } = await createCommitServices(parsed.settings, adapters, SILENT);
  const { signal } = new AbortController();
  await storedBy(store.write('{"pageviews":1}', 'absent', signal));
  expect((await foundBy(store)).body).toBe('{"pageviews":1}');
  expect(meter.sent).toBe(3);
  const outcome = await createNotifier(parsed.settings, adapters)?.publish('t', 'b', signal);
  expect(outcome).toMatchObject({ kind: 'published' });
  vi.unstubAllEnvs();
});
