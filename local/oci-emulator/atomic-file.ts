/**
 * Files that are there whole or not at all, whenever the process or the machine stops: written beside
 * their place, synced, then renamed into it. Leftovers of a crash are swept when a folder is opened.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const TEMPORARY_SUFFIX = '.tmp';

export async function writeFileAtomically(path: string, bytes: Uint8Array): Promise<void> {
  const temporaryPath = `${path}.${randomUUID()}${TEMPORARY_SUFFIX}`;
  try {
    const file = await open(temporaryPath, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporaryPath, path);
  } catch (error) {
    await rm(temporaryPath, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

export async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true });
  await syncFolder(dirname(path));
}

/** Creates the folder if need be; returns the paths of its files that end so, sorted. */
export async function openFolder(folder: string, suffix: string): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const names = await readdir(folder);
  for (const name of names) {
    if (name.endsWith(TEMPORARY_SUFFIX)) await rm(join(folder, name), { force: true });
  }
  const found = names.filter((name) => name.endsWith(suffix)).sort();
  return found.map((name) => join(folder, name));
}

/** A rename is durable only once its folder is: fsync(2). */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
