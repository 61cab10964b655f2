/** The form of all answers of the API. */
import type { CloudflareError } from './cloudflare-error.ts';

export function success(result: unknown, status = 200): Response {
  const pages = Array.isArray(result)
    ? { page: 1, per_page: 1000, count: result.length, total_count: result.length }
    : undefined;
  return Response.json(
    { success: true, errors: [], messages: [], result, result_info: pages },
    { status },
  );
}

export function failure({ code, message, status }: CloudflareError): Response {
  const body = { success: false, errors: [{ code, message }], messages: [], result: null };
  return Response.json(body, { status });
}
