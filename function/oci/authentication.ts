/**
 * Who the Function is to OCI: its resource principal, or an API key where there is none (a local run,
 * a machine of one's own).
 */
import {
  type AuthenticationDetailsProvider,
  Region,
  ResourcePrincipalAuthenticationDetailsProvider,
  SimpleAuthenticationDetailsProvider,
} from 'oci-common';
import type { Environment, Settings } from '../../shared/settings.ts';

/** @throws Error that says what to set, when there is neither. */
export function createAuthentication(
  settings: Settings,
  env: Environment,
): AuthenticationDetailsProvider {
  if (env.OCI_RESOURCE_PRINCIPAL_VERSION !== undefined) {
    return ResourcePrincipalAuthenticationDetailsProvider.builder();
  }
  const { apiKey, region } = settings;
  if (apiKey === undefined || region === undefined) {
    throw new Error(
      'there is no resource principal: run as an OCI Function, or set OCI_REGION, OCI_TENANCY_OCID, ' +
        'OCI_USER_OCID, OCI_KEY_FINGERPRINT and OCI_PRIVATE_KEY',
    );
  }
  const { fingerprint, privateKeyPem, tenancyOcid, userOcid } = apiKey;
  return new SimpleAuthenticationDetailsProvider(
    tenancyOcid,
    userOcid,
    fingerprint,
    privateKeyPem,
    null,
    Region.fromRegionId(region),
  );
}
