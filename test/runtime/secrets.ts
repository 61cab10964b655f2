/**
 * What no answer and no log may hold. Every answer that a test gets is looked at, and every log when
 * its runtime closes: a leak fails whichever test caused it, whatever that one was about.
 */
import { expect } from 'vitest';

/** As the proxies before either runtime tell it; a documentation address (RFC 5737). */
export const VISITOR_ADDRESS = '203.0.113.77';

/** A browser of a version that no log would hold for another reason. */
export const BROWSER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.7.31.7 Safari/537.36';

/** Stacks, paths, and the words of SDK, store and platform. */
const INSIDE_WORDS =
  /\bat \S+:\d+:\d+|\.[cm]?[jt]s:\d|node_modules|dist\/|\b(Type|Syntax|Range|Reference)?Error\b|\bOci|oci-|opc-|NotAuthenticated|NotFound\b|IfMatchFailed|IfNoneMatch|ConcurrentObject|TooManyRequests|InternalServer|ServiceUnavailable|E(CONN|PIPE|AI_)|socket|SQLITE|fetch failed|stack/;

const SECRET_SETTINGS = [
  'SALT',
  'REPORT_TOKEN',
  'OCI_PRIVATE_KEY',
  'OCI_RESOURCE_PRINCIPAL_RPST',
  'OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM',
];

export class Secrets {
  /** By what each is, for the message of the test that fails. */
  readonly #words = new Map<string, string>();

  constructor(settings: Readonly<Record<string, string>>) {
    for (const name of SECRET_SETTINGS) {
      // A line of a key is as bad as all of it; a salt of three letters would be found anywhere.
      for (const line of (settings[name] ?? '').split('\n')) {
        if (line.length >= 8 && !line.startsWith('-----')) this.#words.set(line, name);
      }
    }
  }

  /** Visitor ids of a request: answers and logs must not repeat them. */
  addVisitorIds(url: URL): void {
    for (const vid of url.searchParams.getAll('vid')) {
      if (vid.length >= 8) this.#words.set(vid, 'a visitor id');
    }
    for (const token of url.searchParams.getAll('token')) {
      if (token.length >= 8) this.#words.set(token, 'a token');
    }
  }

  /** `about` says whose text it is. The deep health may name what the store said, for the owner. */
  expectNoneInAnswer(text: string, about: string): void {
    this.#expectNone(text, about);
    if (!about.includes('deep=1')) expect(INSIDE_WORDS.exec(text)?.[0], about).toBeUndefined();
  }

  expectNoneInLog(text: string, about: string): void {
    this.#expectNone(text, about);
    expect(text.includes(VISITOR_ADDRESS), `an address in ${about}`).toBe(false);
    expect(text.includes(BROWSER_AGENT), `a user agent in ${about}`).toBe(false);
  }

  #expectNone(text: string, about: string): void {
    const found = [...this.#words].filter(([word]) => text.includes(word));
    expect(
      found.map(([, what]) => what),
      about,
    ).toEqual([]);
  }
}
