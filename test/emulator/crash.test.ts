/** What a killed process leaves behind: every acknowledged write, whole, and nothing half-written. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { ObjectStorageClient } from 'oci-objectstorage';
import { expect, test } from 'vitest';
import { type ApiKey, mintApiKey } from '../../local/oci-emulator/api-key.ts';
import { spawnEmulator } from './emulator-process.ts';
import {
  at,
  BUCKET,
  detailsOf,
  getText,
  objectStorageClient,
  startEmulator,
  temporaryFolder,
} from './official-clients.ts';

const ROUNDS = 3;
const WRITERS = 6;
const ACKNOWLEDGED_BEFORE_KILL = 20;
/** Some 60 KB, so that a torn body would be seen as one. */
const BODY_REPEATS = 20_000;
const ATTEMPTS_MAX = 1000;
/** Four starts, on a machine that is busy with other tests. */
const TIMEOUT_MS = 30_000;

interface Progress {
  attempted: number;
  acknowledged: number;
  etag: string | undefined;
}

async function writeKeyFile(folder: string, key: ApiKey): Promise<string> {
  const path = join(folder, 'keys.json');
  const { keyId, publicKey } = key;
  await writeFile(path, JSON.stringify({ keys: [{ keyId, publicKey }] }));
  return path;
}

/** Overwrites one object again and again until the connection fails. */
async function writeUntilKilled(
  client: ObjectStorageClient,
  name: string,
  progress: Progress,
  acknowledge: () => void,
): Promise<void> {
  while (progress.attempted < ATTEMPTS_MAX) {
    progress.attempted += 1;
    const attempt = progress.attempted;
    const putObjectBody = `${attempt},`.repeat(BODY_REPEATS);
    const opcMeta = { attempt: String(attempt) };
    try {
      const { eTag } = await client.putObject({ ...at(name), putObjectBody, opcMeta });
      progress.acknowledged = attempt;
      progress.etag = eTag;
    } catch {
      return;
    }
    acknowledge();
  }
}

test('kills in the middle of writes lose no acknowledged one and tear none', {
  timeout: TIMEOUT_MS,
}, async () => {
  const dataFolder = await temporaryFolder();
  const key = await mintApiKey();
  const OCI_KEY_FILE = await writeKeyFile(dataFolder, key);
  const bucketFolder = join(dataFolder, 'buckets', BUCKET);
  const client = objectStorageClient('http://unset.invalid', detailsOf(key));
  const writers = Array.from({ length: WRITERS }, (_, index) => {
    const progress: Progress = { attempted: 0, acknowledged: 0, etag: undefined };
    return { name: `writer/${index}`, progress };
  });

  for (let round = 0; round < ROUNDS; round += 1) {
    const emulator = await spawnEmulator({ OCI_DATA_FOLDER: dataFolder, OCI_KEY_FILE });
    client.endpoint = emulator.url;
    for (const writer of writers) await expectWhole(client, writer.name, writer.progress);

    const enough = Promise.withResolvers<void>();
    let acknowledged = 0;
    const acknowledge = () => {
      acknowledged += 1;
      if (acknowledged === ACKNOWLEDGED_BEFORE_KILL) enough.resolve();
    };
    const writing = writers.map(({ name, progress }) =>
      writeUntilKilled(client, name, progress, acknowledge),
    );
    await enough.promise;
    expect(await emulator.end('SIGKILL')).toBe('SIGKILL');
    await Promise.all(writing);
  }

  const { keyId, publicKey } = key;
  const again = await startEmulator({ dataFolder, keys: [{ keyId, publicKey }] });
  client.endpoint = again.url;
  for (const writer of writers) await expectWhole(client, writer.name, writer.progress);
  const files = await readdir(bucketFolder);
  expect(files.filter((file) => !file.endsWith('.object'))).toEqual([]);
});

/** The stored version is the last acknowledged one, or one whose answer was lost; and it is whole. */
async function expectWhole(
  client: ObjectStorageClient,
  name: string,
  progress: Progress,
): Promise<void> {
  if (progress.acknowledged === 0) return;
  const { eTag, opcMeta } = await client.getObject(at(name));
  const attempt = Number(opcMeta?.['opc-meta-attempt']);
  expect(attempt).toBeGreaterThanOrEqual(progress.acknowledged);
  expect(attempt).toBeLessThanOrEqual(progress.attempted);
  if (attempt === progress.acknowledged) expect(eTag).toBe(progress.etag);
  const body = await getText(client, name);
  // Compared here, so that a failure does not print 60 KB.
  expect(body === `${attempt},`.repeat(BODY_REPEATS)).toBe(true);
}

test('a damaged object is noticed at the start, never served', async () => {
  const dataFolder = await temporaryFolder();
  const emulator = await startEmulator({ dataFolder });
  const client = objectStorageClient(emulator.url, detailsOf(await emulator.addApiKey()));
  await client.putObject({ ...at('counter.json'), putObjectBody: 'whole body' });
  await emulator.close();
  const folder = join(dataFolder, 'buckets', BUCKET);
  const path = join(folder, (await readdir(folder))[0] ?? '');
  await writeFile(path, (await readFile(path)).subarray(0, -3));
  await expect(startEmulator({ dataFolder })).rejects.toThrow(
    'it has 7 of 10 bytes. Delete the file',
  );
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends it cleanly', async (signal) => {
  const emulator = await spawnEmulator({ OCI_DATA_FOLDER: await temporaryFolder() });
  expect(await emulator.end(signal)).toBe(0);
});

test('writes settings that may use it, when it is given no keys', async () => {
  const dataFolder = await temporaryFolder();
  const emulator = await spawnEmulator({ OCI_DATA_FOLDER: dataFolder });
  await expect.poll(() => emulator.lines.at(-1)).toContain('edge.env');
  const edge = parseEnv(await readFile(join(dataFolder, 'edge.env'), 'utf8'));
  expect(edge.OCI_OBJECT_STORAGE_URL).toBe(emulator.url);
  const key = {
    tenancyId: edge.OCI_TENANCY_OCID,
    userId: edge.OCI_USER_OCID,
    fingerprint: edge.OCI_KEY_FINGERPRINT,
    privateKey: edge.OCI_PRIVATE_KEY,
  };
  const client = objectStorageClient(emulator.url, detailsOf(key as ApiKey));
  expect(await client.getNamespace({})).toEqual({ value: 'emulator' });
  const environment = parseEnv(await readFile(join(dataFolder, 'function.env'), 'utf8'));
  expect(environment.OCI_RESOURCE_PRINCIPAL_VERSION).toBe('2.2');
});

test('names every setting that is wrong', async () => {
  const starting = spawnEmulator({ OCI_PORT: 'high', OCI_REGION: 'Frankfurt' });
  await expect(starting).rejects.toThrow(/OCI_PORT[\s\S]*OCI_REGION/);
});
