/** Real workerd, with wrangler.toml and the built Worker; its Durable Object starts with no journal. */
import { createTestHarness } from 'wrangler';
import { apiKeyEnvironment, mintApiKey } from '../../local/oci-emulator/api-key.ts';
import { mergeSettings } from './base-settings.ts';
import { checkedFetch } from './checked-fetch.ts';
import { EmulatedStore } from './emulated-store.ts';
import type { Runtime, RuntimeOptions } from './runtimes.ts';
import { Secrets } from './secrets.ts';

export async function startEdge(options: RuntimeOptions = {}): Promise<Runtime> {
  const { clock, credentials = 'granted' } = options;
  const store = options.store ?? (await EmulatedStore.start({ ...(clock && { clock }) }));
  const key =
    credentials === 'unknown'
      ? await mintApiKey()
      : await store.emulator.addApiKey(credentials === 'granted' ? undefined : []);
  const vars = mergeSettings(store, apiKeyEnvironment(key), options.settings);
  const worker = { configPath: 'wrangler.toml', prebuiltWorkerDir: 'dist/worker', vars };
  const harness = createTestHarness({ workers: [worker] });
  const { origin } = (await harness.listen()).url;
  const secrets = new Secrets(vars);
  const logs = () =>
    harness
      .getLogs()
      .map(({ message }) => `${message}\n`)
      .join('');
  return {
    url: origin,
    store,
    emulator: store.emulator,
    fetch: checkedFetch(origin, secrets),
    logs,
    async close() {
      const written = logs();
      await harness.close();
      if (options.store === undefined) await store.close();
      secrets.expectNoneInLog(written, 'the log of the edge');
    },
  };
}
