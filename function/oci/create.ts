/** The Function's adapters, from settings: one client each, for the life of the process. */
import type { Notifier } from '../../shared/ports.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import type { Authentication } from './authentication.ts';
import { SdkNotifier } from './sdk-notifier.ts';
import { SdkObjectStore } from './sdk-object-store.ts';

export function createObjectStore(
  settings: Settings,
  authentication: Authentication,
  onRequest: () => void,
): SdkObjectStore {
  const { bucket, object, namespace, objectStorageUrl: url } = settings;
  return new SdkObjectStore({
    authentication,
    bucket,
    object,
    onRequest,
    ...(namespace !== undefined && { namespace }),
    ...(url !== undefined && { url }),
  });
}

export function createNotifier(
  settings: Settings,
  authentication: Authentication,
): Notifier | undefined {
  const { topicOcid, notificationsUrl: url } = settings;
  if (topicOcid === undefined) return undefined;
  return new SdkNotifier({ authentication, topicOcid, ...(url !== undefined && { url }) });
}
