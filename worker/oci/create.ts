/** The edge's adapters, from settings. Settings of the edge always hold a region and an API key. */
import { Failure } from '../../shared/errors.ts';
import type { Notifier, ObjectStore } from '../../shared/ports.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import { OciObjectStore } from './oci-object-store.ts';
import { OnsNotifier } from './ons-notifier.ts';

export function createObjectStore(settings: Settings, onRequest: () => void): ObjectStore {
  const { bucket, object, namespace } = settings;
  const location = { bucket, object, ...(namespace !== undefined && { namespace }) };
  return new OciObjectStore({
    ...credentials(settings),
    ...location,
    ...(settings.objectStorageUrl !== undefined && { url: settings.objectStorageUrl }),
    onRequest,
  });
}

export function createNotifier(settings: Settings): Notifier | undefined {
  if (settings.topicOcid === undefined) return undefined;
  return new OnsNotifier({
    ...credentials(settings),
    topicOcid: settings.topicOcid,
    ...(settings.notificationsUrl !== undefined && { url: settings.notificationsUrl }),
  });
}

function credentials(settings: Settings) {
  const { apiKey, region } = settings;
  if (apiKey === undefined || region === undefined) {
    throw new Failure('misconfigured', 'the edge needs OCI_REGION and an API key');
  }
  return { apiKey, region };
}
