/**
 * One signed request as the handlers see it: who calls, what for, and the whole body. It holds no
 * connection, so a fault may run it later, or twice over.
 */
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { type Grant, isGranted, type Permission, type Target } from './grants.ts';
import type { Principal } from './key-registry.ts';
import type { Bytes } from './object-file.ts';
import { notImplemented, ServiceError } from './service-error.ts';
import { headerOf, type SignedRequest } from './signature.ts';

export type EmulatorContext = Context<{ Bindings: HttpBindings }>;

/** Four times the largest document that the counter reads. */
export const REQUEST_BYTES_MAX = 16 * 1024 * 1024;

const METHODS_WITH_BODY = ['PUT', 'POST'];

export class Call {
  readonly body: Bytes;
  readonly query: URLSearchParams;
  /** Of the service that is asked. */
  readonly region: string;
  /** Where the emulator is reached, as the caller spells it. */
  readonly origin: string;
  readonly #request: SignedRequest;
  readonly #grants: readonly Grant[] | undefined;
  readonly #parameters: Readonly<Record<string, string>>;

  constructor(
    context: EmulatorContext,
    request: SignedRequest,
    body: Bytes,
    principal: Principal,
    homeRegion: string,
  ) {
    const { origin, searchParams } = new URL(context.req.url);
    this.body = body;
    this.query = searchParams;
    this.origin = origin;
    this.region = context.req.param('region') ?? homeRegion;
    this.#request = request;
    this.#grants = principal.grants;
    this.#parameters = context.req.param();
  }

  /** A decoded part of the path. */
  parameter(name: string): string {
    return this.#parameters[name] ?? '';
  }

  header(name: string): string | undefined {
    return headerOf(this.#request, name);
  }

  /** Name and value of the headers whose names begin so, in lower case. */
  headersWith(prefix: string): readonly (readonly [string, string])[] {
    const names = Object.keys(this.#request.headers).filter((name) => name.startsWith(prefix));
    return names.map((name) => [name, this.header(name) ?? '']);
  }

  may(permission: Permission, target: Target): boolean {
    return isGranted(this.#grants, permission, target);
  }
}

export function readRequest(context: EmulatorContext, body: Bytes): SignedRequest {
  const { method = '', url = '', headers } = context.env.incoming;
  return { method, target: url, headers, body };
}

/** Throws `ContentLengthRequired` for a chunked body, as the service does. */
export async function readBody(context: EmulatorContext): Promise<Bytes> {
  const { method = '', headers } = context.env.incoming;
  if (!METHODS_WITH_BODY.includes(method)) return new Uint8Array();
  const length = headers['content-length'];
  if (length === undefined) {
    throw new ServiceError('ContentLengthRequired', 'The Content-Length header is required.');
  }
  if (Number(length) > REQUEST_BYTES_MAX) {
    throw new ServiceError(
      'RequestEntityTooLarge',
      `The emulator takes ${REQUEST_BYTES_MAX} bytes a request, not ${length}.`,
    );
  }
  return new Uint8Array(await context.req.arrayBuffer());
}

/** What is ignored here would be obeyed by the service, so it must not pass unseen. */
export function refuseUnknown(
  name: string,
  call: Call,
  queryKnown: readonly string[],
  headersUnknown: readonly string[],
): void {
  for (const parameter of call.query.keys()) {
    if (!queryKnown.includes(parameter)) throw notImplemented(`${name} with ?${parameter}`);
  }
  for (const header of headersUnknown) {
    if (call.header(header) !== undefined)
      throw notImplemented(`${name} with the header ${header}`);
  }
}
