/**
 * Who the Function is to OCI, and in which region: its resource principal, or an API key where there is
 * none (a local run, a machine of one's own).
 */
import { createPrivateKey } from 'node:crypto';
import {
  type AuthenticationDetailsProvider,
  ResourcePrincipalAuthenticationDetailsProvider,
  SimpleAuthenticationDetailsProvider,
} from 'oci-common';
import { Failure } from '../../shared/errors.ts';
import type { ApiKey, Environment, Settings } from '../../shared/settings/settings.ts';

export interface Authentication {
  readonly provider: AuthenticationDetailsProvider;
  readonly regionId: string;
  /** What to look at when requests cannot be signed. */
  readonly advice: string;
}

/**
 * The resource principal is read from the environment of the process, as the SDK does it.
 * @throws Failure `misconfigured` that says what to set, when there is neither, or the key is unusable.
 */
export function createAuthentication(
  settings: Pick<Settings, 'apiKey' | 'region'>,
  env: Environment,
): Authentication {
  if (env.OCI_RESOURCE_PRINCIPAL_VERSION !== undefined) {
    return resourcePrincipal(settings.region, env.OCI_RESOURCE_PRINCIPAL_REGION);
  }
  const { apiKey, region } = settings;
  if (apiKey === undefined || region === undefined) {
    throw new Failure(
      'misconfigured',
      'there is no resource principal: run as an OCI Function, or set OCI_REGION, OCI_TENANCY_OCID, ' +
        'OCI_USER_OCID, OCI_KEY_FINGERPRINT and OCI_PRIVATE_KEY',
    );
  }
  requireRsaKey(apiKey.privateKeyPem);
  return { provider: providerOf(apiKey), regionId: region, advice: 'OCI_PRIVATE_KEY' };
}

function resourcePrincipal(region: string | undefined, ownRegion: unknown): Authentication {
  const provider = ResourcePrincipalAuthenticationDetailsProvider.builder();
  // The provider knows only the regions that the SDK was built with; a new one is used as it is named.
  const known: { readonly regionId: string } | undefined = provider.getRegion();
  const regionId = region ?? known?.regionId ?? String(ownRegion);
  return { provider, regionId, advice: 'OCI_RESOURCE_PRINCIPAL_RPST and _PRIVATE_PEM' };
}

function providerOf({ tenancyOcid, userOcid, fingerprint, privateKeyPem }: ApiKey) {
  return new SimpleAuthenticationDetailsProvider(
    tenancyOcid,
    userOcid,
    fingerprint,
    privateKeyPem,
    null,
  );
}

/** The SDK would find out with its first request, with a message that names no setting. */
function requireRsaKey(pem: string): void {
  if (keyTypeOf(pem) === 'rsa') return;
  throw new Failure(
    'misconfigured',
    'OCI_PRIVATE_KEY: paste the whole PEM file of the RSA key whose fingerprint OCI shows, ' +
      'PKCS#8 or PKCS#1, without a passphrase (`openssl rsa -in key.pem -out plain.pem` takes it off)',
  );
}

function keyTypeOf(pem: string): string | undefined {
  try {
    return createPrivateKey(pem).asymmetricKeyType;
  } catch {
    return undefined;
  }
}
