/** What Cloudflare's API says instead of a result: a status, and a code that wrangler goes by. */

export class CloudflareError extends Error {
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.name = 'CloudflareError';
    this.status = status;
    this.code = code;
  }
}

export function workerNotFound(): CloudflareError {
  return new CloudflareError(404, 10007, 'This Worker does not exist on your account.');
}
