/** Real workerd, with wrangler.toml and the built Worker; its Durable Object starts with no journal. */
import { resolve } from 'node:path';
import { createTestHarness } from 'wrangler';
import { type ApiKey, apiKeyEnvironment, mintApiKey } from '../../local/oci-emulator/api-key.ts';
import { mergeSettings } from './base-settings.ts';
import { checkedFetch } from './checked-fetch.ts';
import { EmulatedStore } from './emulated-store.ts';
import type { Runtime, RuntimeOptions } from './runtimes.ts';
import { Secrets } from './secrets.ts';

export async function startEdge(options: RuntimeOptions = {}): Promise<Runtime> {
  const { clock, configPath = 'wrangler.toml', credentials } = options;
  const store = options.store ?? (await EmulatedStore.start({ ...(clock && { clock }) }));
  const key = await keyFor(store, credentials);
  const vars = mergeSettings(store, apiKeyEnvironment(key), options.settings);
  const worker = { configPath, prebuiltWorkerDir: resolve('dist/worker'), vars };
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
    ringCron: async () => (await harness.getWorker().scheduled({ cron: '0 6 * * *' })).outcome,
    async close() {
      const written = logs();
      await harness.close();
      if (options.store === undefined) await store.close();
      secrets.expectNoneInLog(written, 'the log of the edge');
    },
  };
}

async function keyFor(
  { apiKey, emulator }: EmulatedStore,
  credentials: RuntimeOptions['credentials'],
): Promise<ApiKey> {
  if (credentials === 'unknown') return await mintApiKey();
  return credentials === 'without-grants' ? await emulator.addApiKey([]) : apiKey;
}
