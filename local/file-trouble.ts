/** What a person reads when the system refuses a file or folder: one sentence with the way out, no stack. */
import { resolve, sep } from 'node:path';
import { FolderInUse } from './folder-lock.ts';

/** `advice` says how to take another folder. Undefined for an error that is not about this folder. */
export function explainFileTrouble(
  error: unknown,
  folder: string,
  advice: string,
): string | undefined {
  if (error instanceof FolderInUse) return `${error.message} Stop that one, or ${advice}`;
  if (!isSystemError(error)) return undefined;
  const { code, path = folder } = error;
  const trouble = isOnTheWay(path, folder) ? describe(code, path) : undefined;
  return trouble === undefined ? undefined : `${trouble}, or ${advice}`;
}

interface SystemError extends Error {
  readonly code: string;
  /** Absent where an open file was written. */
  readonly path?: string;
}

/** Servers and programs fail with the same codes. */
const OF_NO_FILE = /^(listen|bind|connect|spawn)/;

function isSystemError(error: unknown): error is SystemError {
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) return false;
  return !('syscall' in error && OF_NO_FILE.test(String(error.syscall)));
}

/** Whether one is the other, or lies in it: what cannot be made may be a folder above. */
function isOnTheWay(path: string, folder: string): boolean {
  const [first = '', second = ''] = [resolve(path), resolve(folder)].sort();
  return second === first || second.startsWith(first.endsWith(sep) ? first : first + sep);
}

/** Error names are those of POSIX. */
function describe(code: string, path: string): string | undefined {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return `${path} may not be read and written by you: give yourself the right`;
    case 'EROFS':
      return `${path} is on a disk that may only be read: make it writable`;
    case 'ENOTDIR':
    case 'EEXIST':
      return `A file is in the way of ${path}: move the file away`;
    case 'EISDIR':
      return `${path} is a folder where a file is needed: move it away`;
    case 'ENOSPC':
    case 'EDQUOT':
      return `${path} cannot be written, since no space is left: make room`;
    case 'ENOENT':
    case 'ENAMETOOLONG':
    case 'ELOOP':
    case 'EINVAL':
      return `${path} cannot be made: check that its name is right`;
    case 'EIO':
      return `${path} cannot be read or written, since its disk fails: check the disk`;
    case 'ERR_SQLITE_ERROR':
      return `${path} cannot be locked: put it on a disk of this machine`;
    case 'EMFILE':
    case 'ENFILE':
      return `${path} cannot be opened, since too many files are: close some programs`;
    default:
      return undefined;
  }
}
