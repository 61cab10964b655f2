/** The Function as OCI starts it: no key in its settings, a token and a session key in its environment. */
import { expect, test, vi } from 'vitest';
import { createAuthentication } from '../../function/oci/authentication.ts';
import { sdkOracle } from '../../function/oci/sdk-oracle.ts';
import { OciNotifier } from '../../shared/oci/oci-notifier.ts';
import { OciObjectStore } from '../../shared/oci/oci-object-store.ts';
import { parseSettings } from '../../shared/settings/settings.ts';
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

  const authentication = createAuthentication(parsed.settings, process.env);
  expect(authentication.regionId).toBe(emulator.region);
  const onRequest = vi.fn();
  const oracle = sdkOracle(parsed.settings, process.env);
  const store = new OciObjectStore(oracle.openStorage(onRequest), parsed.settings);
  const { signal } = new AbortController();
  await storedBy(store.write('{"pageviews":1}', 'absent', signal));
  expect((await foundBy(store)).body).toBe('{"pageviews":1}');
  expect(onRequest).toHaveBeenCalledTimes(3);
  const notifier = new OciNotifier(oracle.openNotifications(), TOPIC_OCID);
  const outcome = await notifier.publish('t', 'b', signal);
  expect(outcome).toMatchObject({ kind: 'published' });
  vi.unstubAllEnvs();
});
