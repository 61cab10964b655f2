/**
 * A Fn call <-> a Web Request and Response. The platform's call is always `POST /call` with the real
 * request in `Fn-Http-*` headers; the answer is always 200 with the real status in a header. Nothing is
 * ever thrown to the FDK, which would put the error's text on the wire.
 */
import fdk, { type Context, type RawResult } from '@fnproject/fdk';
import { type FailureKind, failureAnswer } from '../shared/errors.ts';
import type { Log } from '../shared/ports.ts';

export interface App {
  fetch(request: Request): Response | Promise<Response>;
}

/** For `fdk.handle(…, { inputMode: 'buffer' })`. */
export function fnBridge(
  app: App,
  log: Log,
): (input: Buffer, context: Context) => Promise<RawResult> {
  return async (input, context) => {
    try {
      const request = toRequest(input, context.headers);
      const response = request ? await app.fetch(request) : failureReply('not-found');
      return await toResult(response, context);
    } catch (error) {
      const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
      log.error('unexpected', { cause });
      return toResult(failureReply('unavailable'), context);
    }
  };
}

type FnHeaders = Readonly<Record<string, readonly string[]>>;

/** The request that came to the gateway; undefined when it cannot be one, whatever was sent. */
export function toRequest(input: Buffer, fn: FnHeaders): Request | undefined {
  const method = fn['Fn-Http-Method']?.[0];
  if (method === undefined) return invocation(input);
  try {
    const headers = requestHeaders(fn);
    const url = requestUrl(fn['Fn-Http-Request-Url']?.[0] ?? '', headers.get('host'));
    const bodiless = /^(?:get|head)$/i.test(method) || input.length === 0;
    return new Request(url, { method, headers, ...(!bodiless && { body: new Uint8Array(input) }) });
  } catch {
    return undefined;
  }
}

/** A path is never taken for a host: `//x/counter` from a page of x would pass for one from our own. */
function requestUrl(target: string, host: string | null): URL {
  const origin = `https://${host ?? 'localhost'}`;
  return target.startsWith('/') ? new URL(origin + target) : new URL(target, origin);
}

/** A bare `fn invoke` counts one view; with `{"vid":"…"}`, that visitor's. */
function invocation(input: Buffer): Request {
  const url = new URL('https://localhost/counter');
  const vid = input.length === 0 ? '' : invokedVid(input.toString('utf8'));
  if (vid !== '') url.searchParams.set('vid', vid);
  return new Request(url, { method: 'POST' });
}

/** Input of another form becomes a value that no visitor id can have, so that it is refused as one. */
const NO_VID = '?';

function invokedVid(text: string): string {
  if (text.trim() === '') return '';
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || Array.isArray(value)) return NO_VID;
    const { vid = '' } = value as { readonly vid?: unknown };
    return typeof vid === 'string' ? vid : NO_VID;
  } catch {
    return NO_VID;
  }
}

const PREFIX = 'Fn-Http-H-';

function requestHeaders(fn: FnHeaders): Headers {
  const headers = new Headers();
  for (const [name, values] of Object.entries(fn)) {
    if (!name.startsWith(PREFIX) || name.length === PREFIX.length) continue;
    for (const value of values) headers.append(name.slice(PREFIX.length), value);
  }
  const contentType = fn['Content-Type']?.[0];
  if (contentType !== undefined) headers.set('content-type', contentType);
  return headers;
}

/** Always raw and always typed: the FDK would encode a string twice, and null ends the process. */
async function toResult(response: Response, context: Context): Promise<RawResult> {
  // Read before any header is set: if it breaks off, another answer is sent.
  const body = Buffer.from(await response.arrayBuffer());
  context.setResponseHeader('Fn-Http-Status', String(response.status));
  context.responseContentType = response.headers.get('content-type') || 'text/plain';
  for (const [name, value] of response.headers) {
    if (name !== 'content-type') context.addResponseHeader(`${PREFIX}${name}`, value);
  }
  return fdk.rawResult(body);
}

function failureReply(kind: FailureKind): Response {
  const { status, retryAfterSeconds } = failureAnswer(kind);
  const headers = new Headers({ 'cache-control': 'no-store' });
  if (retryAfterSeconds !== undefined) headers.set('retry-after', String(retryAfterSeconds));
  return Response.json({ ok: false, error: kind }, { status, headers });
}
