/** The Function's adapters, from settings. One authentication and one client each, for the process. */
import type { AuthenticationDetailsProvider } from 'oci-common';
import type { Notifier, ObjectStore } from '../../shared/ports.ts';
import type { Settings } from '../../shared/settings.ts';
import { SdkNotifier } from './sdk-notifier.ts';
import { SdkObjectStore } from './sdk-object-store.ts';

export function createObjectStore(
  settings: Settings,
  authentication: AuthenticationDetailsProvider,
  onRequest: () => void,
): ObjectStore {
  const { bucket, object, namespace, region, objectStorageUrl: url } = settings;
  return new SdkObjectStore({
    authentication,
    bucket,
    object,
    onRequest,
    ...(namespace !== undefined && { namespace }),
    ...(region !== undefined && { region }),
    ...(url !== undefined && { url }),
  });
}

export function createNotifier(
  settings: Settings,
  authentication: AuthenticationDetailsProvider,
): Notifier | undefined {
  const { topicOcid, region, notificationsUrl: url } = settings;
  if (topicOcid === undefined) return undefined;
  return new SdkNotifier({
    authentication,
    topicOcid,
    ...(region !== undefined && { region }),
    ...(url !== undefined && { url }),
  });
}
