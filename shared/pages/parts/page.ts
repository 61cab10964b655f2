/** What both pages need of the document they are in, and of the address that they came from. */

/** Where the counter's resources are, a gateway's prefix included; ends in a slash. */
export const BASE = new URL('.', location.href).href;

export function all<T extends Element = HTMLElement>(
  selector: string,
  within: ParentNode = document,
): T[] {
  return [...within.querySelectorAll<T>(selector)];
}

/** What the page's own HTML has. */
export function one<T extends Element = HTMLElement>(selector: string): T {
  return document.querySelector<T>(selector) as T;
}

/** Writes a text wherever the page has a place of that name. */
export function fill(name: string, text: string): void {
  for (const place of all(`[data-fill="${name}"]`)) place.textContent = text;
}
