/** The Function's adapters to Oracle: the official SDK, as a resource principal or with an API key. */
import type { Adapters } from '../../shared/compose.ts';
import type { Environment, Settings } from '../../shared/settings/settings.ts';
import { type Authentication, createAuthentication } from './authentication.ts';
import { SdkNotifier } from './sdk-notifier.ts';
import { SdkObjectStore } from './sdk-object-store.ts';

interface Credentials {
  readonly authentication: Authentication;
}

/** @throws Failure `misconfigured` that says what to set. */
export function sdkAdapters(
  settings: Settings,
  env: Environment,
): Adapters<Credentials, SdkObjectStore> {
  const authentication = createAuthentication(settings, env);
  return { credentials: { authentication }, Store: SdkObjectStore, Notifier: SdkNotifier };
}
