/**
 * What both page scripts know of a page, as types alone, so that each script is one file. Their state hangs
 * on the document, since that stays where a body is swapped: each run of either script finds it there.
 */

/** What the counter answers: numbers for `data-visitor-` and their name, `pages` by the names asked for. */
export interface Numbers {
  readonly [name: string]: unknown;
  readonly count: number;
  readonly unique: number;
  readonly page: number;
  readonly pages?: Readonly<Record<string, number>>;
}

/** A document, and what the scripts keep on it. */
export interface CountedPage
  extends Pick<Document, 'URL' | 'referrer' | 'hidden' | 'documentElement' | 'dispatchEvent'> {
  readonly currentScript: HTMLScriptElement;
  querySelector(selectors: string): HTMLElement | null;
  querySelectorAll(selectors: string): NodeListOf<HTMLElement>;
  /** By the address of a counter: the path that it was asked for last. */
  [counter: `http${string}`]: string | undefined;
  /** By a path: what was answered. */
  [path: `/${string}`]: Numbers;
  /** The `#visitor-counter` that was obeyed last. */
  visitorCounter?: string | undefined;
}

/** A view in the counter's form. */
export interface View {
  page: string;
  /** The host that the reader came from; without one, `[undefined]` is sent as nothing. */
  from: readonly [string | undefined];
  vid?: string;
}

/** Global Privacy Control (w3c.github.io/gpc) and Do Not Track, of which TypeScript knows less. */
export interface Privacy {
  readonly globalPrivacyControl: boolean;
  /** `'1'`, `'0'`, `'unspecified'` or null, which compare like numbers. */
  readonly doNotTrack: number;
}
