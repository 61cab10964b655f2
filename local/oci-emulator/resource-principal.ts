/** The environment in which OCI starts a Function, so that the SDK finds a resource principal (v2.2). */
import { mintKeyPair } from './api-key.ts';
import type { TokenAuthority, TokenClaims } from './token-authority.ts';

export type ResourcePrincipalEnvironment = Readonly<
  Record<
    | 'OCI_RESOURCE_PRINCIPAL_VERSION'
    | 'OCI_RESOURCE_PRINCIPAL_RPST'
    | 'OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM'
    | 'OCI_RESOURCE_PRINCIPAL_REGION',
    string
  >
>;

/** Values, not paths: the SDK reads a value that is an absolute path as a file's name. */
export async function mintResourcePrincipal(
  authority: TokenAuthority,
  region: string,
  nowMs: number,
  claims?: TokenClaims,
): Promise<ResourcePrincipalEnvironment> {
  const { privateKey, publicKey } = await mintKeyPair();
  return {
    OCI_RESOURCE_PRINCIPAL_VERSION: '2.2',
    OCI_RESOURCE_PRINCIPAL_RPST: await authority.issue(publicKey, nowMs, claims),
    OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM: privateKey,
    OCI_RESOURCE_PRINCIPAL_REGION: region,
  };
}
