/**
 * One process a folder: a second one would keep other objects in memory, and the two would write over each
 * other. The lock is SQLite's, on an empty database: the system takes it back however its holder ends, so it
 * is never stale, not even when another process gets the number of a dead one.
 */
import { constants } from 'node:fs';
import { access, chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface FolderLock {
  release(): void;
}

export class FolderInUse extends Error {
  constructor(folder: string, holder: string | undefined) {
    const process = holder === undefined ? 'another process' : `process ${holder}`;
    super(`${folder} is in use by ${process}, and two would lose each other's visits.`);
  }
}

const SQLITE_BUSY = 5;

/** Closing a database gives its lock back, and so does the garbage collector: these are kept from it. */
const held = new Set<DatabaseSync>();

/**
 * Creates the folder if need be, for its owner alone.
 * @throws FolderInUse when another process, or another caller in this one, has it
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // SQLite would not say why it cannot open its file.
  await access(folder, constants.W_OK | constants.X_OK);
  const holderFile = join(folder, 'lock-holder');
  const lockFile = join(folder, 'lock');
  const database = new DatabaseSync(lockFile, { timeout: 0 });
  try {
    // Nothing is ever written, so no journal has to lie beside the lock.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    held.add(database);
    await chmod(lockFile, 0o600);
    await writeFile(holderFile, `${process.pid}\n`, { mode: 0o600 });
  } catch (error) {
    release(database);
    if (!isBusy(error)) throw error;
    throw new FolderInUse(folder, await readHolder(holderFile));
  }
  return { release: () => release(database) };
}

function release(database: DatabaseSync): void {
  held.delete(database);
  if (database.isOpen) database.close();
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}

/** Absent for the instant between a holder's lock and its note. */
async function readHolder(holderFile: string): Promise<string | undefined> {
  const text = await readFile(holderFile, 'utf8').catch(() => '');
  return /^\d+/.exec(text)?.[0];
}
