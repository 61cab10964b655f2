/**
 * A visitor in a real Chromium: a browser profile of its own, with a person's user agent unless a test
 * says otherwise, and everything that went wrong in its pages.
 */
import type { Browser, BrowserContext, Page, Request } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { BROWSER_AGENT } from '../doubles/memory-site.ts';

export interface VisitorOptions {
  /** Sent with every request, as browsers and extensions with a privacy switch do. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What `navigator` says; `webdriver` is true in a driven browser unless it is set here. */
  readonly navigator?: Readonly<Record<string, unknown>>;
  readonly javaScript?: boolean;
}

export interface Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What was asked of the counter so far: `counter` or `totals`, each time. */
  readonly asked: readonly string[];
  /** What went with it each time, in the address or as a form. */
  readonly sent: readonly URLSearchParams[];
  /** Errors that no script caught. */
  readonly errors: readonly string[];
}

/** What a test waits for comes within milliseconds, or not at all. */
const WAIT_MS = 5_000;

/** Closed at the end of the test. */
export async function visit(browser: Browser, options: VisitorOptions = {}): Promise<Visitor> {
  const { headers, javaScript = true } = options;
  const context = await browser.newContext({
    userAgent: BROWSER_AGENT,
    javaScriptEnabled: javaScript,
    ...(headers && { extraHTTPHeaders: { ...headers } }),
  });
  onTestFinished(() => context.close());
  await context.addInitScript(setNavigator, { webdriver: false, ...options.navigator });
  context.setDefaultTimeout(WAIT_MS);
  const page = await context.newPage();
  const asked: string[] = [];
  const sent: URLSearchParams[] = [];
  const errors: string[] = [];
  context.on('request', (request) => {
    const asksFor = askedFor(request);
    if (asksFor === undefined) return;
    asked.push(asksFor);
    sent.push(new URLSearchParams(request.postData() ?? new URL(request.url()).search));
  });
  context.on('weberror', (error) => errors.push(error.error().message));
  return { context, page, asked, sent, errors };
}

function setNavigator(values: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(values)) {
    Object.defineProperty(Navigator.prototype, name, { get: () => value, configurable: true });
  }
}

/** `counter`, `totals`; undefined for anything else. */
function askedFor(request: Request): string | undefined {
  const { pathname } = new URL(request.url());
  const resource = pathname.slice(pathname.lastIndexOf('/') + 1);
  return resource === 'counter' || resource === 'totals' ? resource : undefined;
}
