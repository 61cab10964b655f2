/**
 * Decides who sent a request: signature, signed headers, clock skew and body digest, as the services
 * check them. The reason goes into the 401's message, which the real service keeps to itself: whoever
 * writes a signer needs it. No permission is checked here.
 */
import { createHash, verify } from 'node:crypto';
import type { KeyRegistry, Principal } from './key-registry.ts';
import {
  buildSigningString,
  headerOf,
  missingSignedHeaders,
  parseAuthorization,
  type SignedRequest,
} from './signature.ts';

export type Authentication =
  | { readonly kind: 'authenticated'; readonly principal: Principal }
  | { readonly kind: 'refused'; readonly reason: string };

/** Oracle: "the client's clock must not be skewed by more than 5 minutes". */
export const CLOCK_SKEW_MS_MAX = 5 * 60 * 1000;

export function authenticate(
  request: SignedRequest,
  keys: KeyRegistry,
  nowMs: number,
): Authentication {
  const authorization = parseAuthorization(headerOf(request, 'authorization'));
  if (authorization.kind === 'malformed') return refused(authorization.reason);
  const { keyId, signedHeaders, signature } = authorization;

  const missing = missingSignedHeaders(request.method, signedHeaders);
  if (missing.length > 0) return refused(`not signed: ${missing.join(', ')}`);
  const dateProblem = findDateProblem(request, signedHeaders, nowMs);
  if (dateProblem !== undefined) return refused(dateProblem);

  const key = keys.find(keyId, nowMs);
  if (key.kind === 'unknown') return refused(key.reason);
  const signed = buildSigningString(request, signedHeaders);
  if (signed.kind === 'absent') return refused(`signed but not sent: ${signed.header}`);
  if (!verify('RSA-SHA256', Buffer.from(signed.text, 'latin1'), key.publicKey, signature)) {
    return refused(`the signature does not match; it should sign ${JSON.stringify(signed.text)}`);
  }
  if (signedHeaders.includes('x-content-sha256') && !digestMatches(request)) {
    return refused('x-content-sha256 is not the digest of the body');
  }
  return { kind: 'authenticated', principal: key.principal };
}

function refused(reason: string): Authentication {
  return { kind: 'refused', reason };
}

function findDateProblem(
  request: SignedRequest,
  signedHeaders: readonly string[],
  nowMs: number,
): string | undefined {
  // x-date stands in for date where a browser forbids setting that, so it is the one that counts.
  const name = signedHeaders.includes('x-date') ? 'x-date' : 'date';
  const sentMs = Date.parse(headerOf(request, name) ?? '');
  if (Number.isNaN(sentMs)) return `${name} is not an HTTP date`;
  const skewMs = sentMs - nowMs;
  if (Math.abs(skewMs) <= CLOCK_SKEW_MS_MAX) return undefined;
  return `${name} is ${Math.round(skewMs / 1000)} s off; the service allows 300 s`;
}

function digestMatches(request: SignedRequest): boolean {
  const digest = createHash('sha256').update(request.body).digest('base64');
  return headerOf(request, 'x-content-sha256') === digest;
}
