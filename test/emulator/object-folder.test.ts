/** The bucket's files, watched while they are written: what lies there at any moment is what a kill leaves. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseObject } from '../../local/oci-emulator/object-file.ts';
import { BUCKET_BYTES_MAX, ObjectFolder } from '../../local/oci-emulator/object-folder.ts';
import { temporaryFolder } from './official-clients.ts';

const VERSIONS = 40;
/** Several pieces to write, so that a look in between would see a part. */
const VERSION_BYTES = 2 * 1024 * 1024;

const admitAll = () => undefined;

test('at no moment does a name stand for half a version, nor for an older one than before', async () => {
  const folder = await temporaryFolder();
  const bucket = await ObjectFolder.open('bucket', folder, Date.now);
  let writing = true;
  const writes = writeVersions(bucket).finally(() => {
    writing = false;
  });
  let looks = 0;
  let newest = 0;
  while (writing) {
    for (const name of await readdir(folder)) {
      if (!name.endsWith('.object')) continue;
      const path = join(folder, name);
      const { head } = parseObject(await readFile(path), path);
      const version = Number(head.headers.version);
      expect(version).toBeGreaterThanOrEqual(newest);
      newest = version;
      looks += 1;
    }
  }
  await writes;
  expect(looks).toBeGreaterThan(VERSIONS / 4);
});

async function writeVersions(bucket: ObjectFolder): Promise<void> {
  for (let version = 1; version <= VERSIONS; version += 1) {
    const body = new Uint8Array(VERSION_BYTES).fill(version);
    await bucket.write({ name: 'object', body, headers: { version: String(version) } }, admitAll);
  }
}

test('a bucket refuses what would not fit into memory', async () => {
  const bucket = await ObjectFolder.open('bucket', await temporaryFolder(), Date.now);
  const body = new Uint8Array(BUCKET_BYTES_MAX + 1);
  await expect(bucket.write({ name: 'object', body, headers: {} }, admitAll)).rejects.toMatchObject(
    {
      code: 'StorageLimitExceeded',
    },
  );
  expect(bucket.find('object')).toBeUndefined();
});
