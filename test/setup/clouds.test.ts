/** The accounts that tests of setup start with: what is there, and what a program finds by itself. */
import { ConfigFileAuthenticationDetailsProvider } from 'oci-common';
import { IdentityClient } from 'oci-identity';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type Oracle, startOracle } from './clouds.ts';

// The client warns of every refusal.
vi.spyOn(console, 'warn').mockImplementation(() => undefined);

function identityOf(oracle: Oracle, profile?: string): IdentityClient {
  const file = oracle.environment.OCI_CLI_CONFIG_FILE;
  const authenticationDetailsProvider = new ConfigFileAuthenticationDetailsProvider(file, profile);
  const client = new IdentityClient({ authenticationDetailsProvider });
  client.endpoint = oracle.url;
  onTestFinished(() => client.close());
  return client;
}

test('an account at Oracle has a profile that Oracle’s own client reads, and an administrator', async () => {
  const oracle = await startOracle();
  const { items } = await identityOf(oracle).listUsers({ compartmentId: oracle.tenancyId });
  expect(items.map(({ name }) => name)).toEqual(['administrator']);
});

test('a test hears of each call before it is carried out', async () => {
  const oracle = await startOracle();
  const heard: string[] = [];
  oracle.emulator.requests.watch((kind) => heard.push(kind));
  await identityOf(oracle).getTenancy({ tenancyId: oracle.tenancyId });
  expect(heard).toEqual(['getTenancy']);
});

test('another profile may do what its statements say', async () => {
  const oracle = await startOracle({ knownAfterMs: 0 });
  await oracle.addProfile('READER', ['Allow group READER to {USER_INSPECT} in tenancy']);
  const reader = identityOf(oracle, 'READER');
  const { tenancyId } = oracle;
  expect((await reader.listUsers({ compartmentId: tenancyId })).items).toHaveLength(2);
  await expect(reader.listGroups({ compartmentId: tenancyId })).rejects.toMatchObject({
    statusCode: 404,
  });
});
