/** The edge's adapters to Oracle: over fetch, with an API key. Settings of the edge always hold one. */
import type { Adapters } from '../../shared/compose.ts';
import { Failure } from '../../shared/errors.ts';
import type { ApiKey, Settings } from '../../shared/settings/settings.ts';
import { OciObjectStore } from './oci-object-store.ts';
import { OnsNotifier } from './ons-notifier.ts';

interface Credentials {
  readonly apiKey: ApiKey;
  readonly region: string;
}

export function edgeAdapters({ apiKey, region }: Settings): Adapters<Credentials, OciObjectStore> {
  if (apiKey === undefined || region === undefined) {
    throw new Failure('misconfigured', 'the edge needs OCI_REGION and an API key');
  }
  return { credentials: { apiKey, region }, Store: OciObjectStore, Notifier: OnsNotifier };
}
