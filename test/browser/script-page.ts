/** Pages with one of the scripts on them, opened by a visitor; and what both then show. */

import { totalsIn } from '../runtime/answers.ts';
import type { Runtime } from '../runtime/runtimes.ts';
import type { DemoSite } from './demo-site.ts';
import type { Visitor } from './visitor.ts';

/** What a page says before it knows better. */
const OWN_TEXT = 'many';

export const NUMBERS = `
  <p>View <b data-visitor-count>${OWN_TEXT}</b>, visitors <b data-visitor-unique>${OWN_TEXT}</b>,
  once more <b data-visitor-count>${OWN_TEXT}</b>,
  old ones <b id="visitor-count">${OWN_TEXT}</b> <b id="unique-count">${OWN_TEXT}</b>.</p>`;

export class ScriptPage {
  readonly #site: DemoSite;
  readonly #runtime: Runtime;
  readonly #script: string;

  constructor(site: DemoSite, runtime: Runtime, script: string) {
    this.#site = site;
    this.#runtime = runtime;
    this.#script = script;
  }

  tag(attributes = ''): string {
    return `<script async src="${this.#runtime.url}/${this.#script}" ${attributes}></script>`;
  }

  /** A new page with numbers and the script; the answer is its address. */
  add(html = '', headers: Readonly<Record<string, string>> = {}): string {
    return this.#site.origin + this.#site.add(NUMBERS + html + this.tag(), headers);
  }

  /** Opens a new page and waits until its numbers are there. */
  async open(visitor: Visitor, html = '', headers: Readonly<Record<string, string>> = {}) {
    await visitor.page.goto(this.add(html, headers));
    await untilFilled(visitor);
  }

  async totals(): Promise<{ readonly count: number; readonly unique: number }> {
    return totalsIn(this.#runtime.fetch('/totals'));
  }
}

export async function untilFilled({ page }: Visitor): Promise<void> {
  await page.waitForFunction(
    (text) => [...document.querySelectorAll('b')].every((element) => element.textContent !== text),
    OWN_TEXT,
  );
}

/** The numbers on the page, in their order. */
export function numbersOn({ page }: Visitor): Promise<string[]> {
  return page.locator('b').allInnerTexts();
}

/** Where a script keeps its id: the first version has no key of its own. */
export function idKeyOf(script: string): string {
  return script.includes('.v1.') ? 'visitorId' : 'visitor-counter.id';
}

export function storedIn({ page }: Visitor, key: string): Promise<string | null> {
  return page.evaluate((key) => localStorage.getItem(key), key);
}
