/** The accounts that tests of setup start with: what is there, and what a program finds by itself. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

test('its docker pushes what it has built where there is a bundle, and nothing else', async () => {
  const oracle = await startOracle();
  const folder = await mkdtemp(join(tmpdir(), 'image-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const program = join(await oracle.addDocker(), 'docker');
  const docker = (...args: readonly string[]) => spawnDocker(program, args, folder);
  const image = 'fra.ocir.io/emulator/counter:1';
  expect(await docker('push', image)).toContain('does not exist locally');
  expect(await docker('build', '-t', image, '.')).toContain('dockerfile');
  await writeFile(join(folder, 'Dockerfile'), 'FROM scratch');
  await mkdir(join(folder, 'dist/function'), { recursive: true });
  await writeFile(join(folder, 'dist/function/func.js'), '');
  expect(await docker('build', '-t', image, '.')).toBe('');
  expect(await docker('push', image)).toBe('');
  expect([...oracle.emulator.tenancy.images.keys()]).toEqual([image]);
  const foreign = 'fra.ocir.io/others/counter:1';
  await docker('build', '-t', foreign, '.');
  expect(await docker('push', foreign)).toContain('denied');
});

/** @returns what it complains of */
function spawnDocker(program: string, args: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, args, { cwd }, (_error, _stdout, stderr) => resolve(stderr));
  });
}

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
