/** The FDK's context of one call, without the FDK: headers in, headers out. */
/// <reference path="../../function/fdk.d.ts" />
import type { Context } from '@fnproject/fdk';

export class MemoryContext implements Context {
  readonly headers: Context['headers'];
  readonly responseHeaders = new Map<string, readonly string[]>();
  responseContentType = '';

  constructor(headers: Context['headers']) {
    this.headers = headers;
  }

  get status(): number {
    return Number(this.responseHeaders.get('fn-http-status')?.[0]);
  }

  setResponseHeader(name: string, value: string): void {
    this.responseHeaders.set(name.toLowerCase(), [value]);
  }

  addResponseHeader(name: string, value: string): void {
    const key = name.toLowerCase();
    this.responseHeaders.set(key, [...(this.responseHeaders.get(key) ?? []), value]);
  }
}
