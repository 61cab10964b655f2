/** What the system calls an error, such as `ENOENT`: for people, without a stack. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
}

/** Why a file's text could not be read. */
export function unreadable(error: unknown): string {
  const isSystems = error instanceof Error && 'syscall' in error;
  return error instanceof TypeError && !isSystems
    ? 'it is no text in UTF-8 or UTF-16'
    : errorCode(error);
}
