/** The built Function behind the local gateway, under a prefix, with a resource principal as on OCI. */

import { startGateway } from '../../local/gateway/gateway.ts';
import { apiKeyEnvironment, mintApiKey } from '../../local/oci-emulator/api-key.ts';
import { mergeSettings } from './base-settings.ts';
import { checkedFetch } from './checked-fetch.ts';
import { EmulatedStore } from './emulated-store.ts';
import type { Runtime, RuntimeOptions } from './runtimes.ts';
import { Secrets } from './secrets.ts';

/** Whatever path a deployment has: routes must not mind. */
const PREFIX = '/v1';

export async function startGatewayRuntime(options: RuntimeOptions = {}): Promise<Runtime> {
  const { clock, containersMax = 1, credentials = 'granted' } = options;
  const store = options.store ?? (await EmulatedStore.start({ ...(clock && { clock }) }));
  const principal =
    credentials === 'unknown'
      ? apiKeyEnvironment(await mintApiKey())
      : await store.emulator.addResourcePrincipal(credentials === 'granted' ? undefined : []);
  const env = mergeSettings(store, principal, options.settings);
  let output = '';
  const onOutput = (text: string) => {
    output += text;
  };
  const functionPath = 'dist/function/func.js';
  const gateway = await startGateway({
    port: 0,
    functionPath,
    env,
    prefix: PREFIX,
    containersMax,
    onOutput,
  });
  const secrets = new Secrets(env);
  return {
    url: gateway.url,
    store,
    emulator: store.emulator,
    fetch: checkedFetch(gateway.url, secrets),
    logs: () => output,
    invoke: async (body) => {
      const outcome = await gateway.invoke(body);
      if (outcome.kind !== 'answered') return outcome;
      const text = outcome.answer.body.toString();
      secrets.expectNoneInAnswer(text, 'the answer to an invocation');
      return JSON.parse(text);
    },
    async close() {
      await gateway.close();
      if (options.store === undefined) await store.close();
      secrets.expectNoneInLog(output, 'the log of the gateway');
    },
  };
}
