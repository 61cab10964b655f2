/** What the system calls an error, such as `ENOENT`: for people, without a stack. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
}
