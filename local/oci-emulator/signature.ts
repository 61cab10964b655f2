/**
 * The text side of OCI request signing: reads the Authorization header and builds the string that was
 * signed. Pure; keys and clocks are in authenticate.ts. Draft-cavage HTTP signatures with Oracle's
 * additions: docs.oracle.com/iaas/Content/API/Concepts/signingrequests.htm.
 */
import type { IncomingHttpHeaders } from 'node:http';

/** A request as it came over the wire: `target` is the undecoded path with its query. */
export interface SignedRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

export type Authorization =
  | {
      readonly kind: 'signature';
      readonly keyId: string;
      /** Lower case, in the order in which they were signed. */
      readonly signedHeaders: readonly string[];
      readonly signature: Buffer;
    }
  | { readonly kind: 'malformed'; readonly reason: string };

const SCHEME = /^Signature\s+/i;
const PARAMETER = /([A-Za-z]+)="([^"]*)"/g;

export function parseAuthorization(value: string | undefined): Authorization {
  if (value === undefined) return malformed('there is no Authorization header');
  if (!SCHEME.test(value)) return malformed('the Authorization scheme is not "Signature"');
  const parameters = new Map(
    Array.from(value.matchAll(PARAMETER), (match) => [match[1] ?? '', match[2] ?? '']),
  );
  const keyId = parameters.get('keyId');
  const headers = parameters.get('headers');
  const signature = parameters.get('signature');
  if (parameters.get('version') !== '1') return malformed('version is not "1"');
  if (parameters.get('algorithm') !== 'rsa-sha256') return malformed('algorithm is not rsa-sha256');
  if (!keyId) return malformed('keyId is missing');
  if (!headers) return malformed('headers is missing');
  if (!signature) return malformed('signature is missing');
  return {
    kind: 'signature',
    keyId,
    signedHeaders: headers.toLowerCase().split(' '),
    signature: Buffer.from(signature, 'base64'),
  };
}

function malformed(reason: string): Authorization {
  return { kind: 'malformed', reason };
}

/**
 * What must be signed. PUT here is PutObject alone, which may leave the body's headers out
 * ("Special Instructions for Object Storage PUT" on the page above).
 */
export function missingSignedHeaders(
  method: string,
  signedHeaders: readonly string[],
): readonly string[] {
  const required = ['(request-target)', 'host'];
  if (method === 'POST') required.push('content-length', 'content-type', 'x-content-sha256');
  const missing = required.filter((name) => !signedHeaders.includes(name));
  const dated = signedHeaders.includes('date') || signedHeaders.includes('x-date');
  return dated ? missing : ['date or x-date', ...missing];
}

export type SigningString =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'absent'; readonly header: string };

/** The signed lines, or the name of a signed header that the request does not carry. */
export function buildSigningString(
  request: SignedRequest,
  signedHeaders: readonly string[],
): SigningString {
  const lines: string[] = [];
  for (const name of signedHeaders) {
    const value = name === '(request-target)' ? requestTarget(request) : headerOf(request, name);
    if (value === undefined) return { kind: 'absent', header: name };
    lines.push(`${name}: ${value}`);
  }
  return { kind: 'text', text: lines.join('\n') };
}

function requestTarget(request: SignedRequest): string {
  return `${request.method.toLowerCase()} ${request.target}`;
}

export function headerOf(request: SignedRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
