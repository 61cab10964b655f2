/**
 * An HTTP request -> the headers in which Fn hands it to a container. Pure but for the call id.
 * `Content-Type` stays as it is; everything else of the client comes as `Fn-Http-H-…`.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FnCall } from './fn-process.ts';

/** Between the client and the gateway alone (RFC 9110, 7.6.1). */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
]);

/** The URL is relative and keeps the deployment's prefix, as on OCI. */
export function callOf(request: IncomingMessage, body: Buffer, deadline: Date): FnCall {
  const headers: Record<string, string | readonly string[]> = {
    ...platformHeaders(deadline),
    'Fn-Intent': 'httprequest',
    'Fn-Http-Method': request.method ?? 'GET',
    'Fn-Http-Request-Url': request.url ?? '/',
  };
  for (const [name, values] of Object.entries(request.headersDistinct)) {
    if (values === undefined || HOP_BY_HOP.has(name)) continue;
    headers[name === 'content-type' ? 'Content-Type' : `Fn-Http-H-${name}`] = values;
  }
  return { headers, body };
}

/** `fn invoke`, or the SDK's InvokeFunction: no request around the body. */
export function invocationOf(body: Buffer, deadline: Date): FnCall {
  return { headers: { ...platformHeaders(deadline), 'Content-Type': 'text/plain' }, body };
}

function platformHeaders(deadline: Date): Record<string, string> {
  return { 'Fn-Call-Id': randomUUID(), 'Fn-Deadline': deadline.toISOString() };
}
