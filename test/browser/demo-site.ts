/**
 * Somebody's static site, on an origin of its own: pages are what a test puts there. Browsers find it as
 * `site.test`, which is this machine in no browser's eyes, and under any other name.
 */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** For Chromium: every name is this machine, so that nothing leaves it and no name server is asked. */
export const SITE_ARGUMENTS = ['--host-resolver-rules=MAP * 127.0.0.1'];

type Page = (response: ServerResponse) => void | Promise<void>;

export class DemoSite {
  readonly #server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site.test');
    const page = this.#pages.get(pathname);
    if (page === undefined) response.writeHead(404).end();
    else void page(response);
  });
  readonly #pages = new Map<string, Page>();

  static async start(): Promise<DemoSite> {
    const site = new DemoSite();
    site.#server.listen(0, '127.0.0.1');
    await once(site.#server, 'listening');
    return site;
  }

  get origin(): string {
    return this.originAt('site.test');
  }

  /** The same server under another name. */
  originAt(host: string): string {
    return `http://${host}:${this.#port}`;
  }

  /** A page under a path that no other has; the answer is that path. */
  add(html: string, headers: Readonly<Record<string, string>> = {}): string {
    return this.addPage(document(html, headers));
  }

  /** A page under the path given, in place of what is there. */
  serve(path: string, html: string): void {
    this.#pages.set(path, document(html));
  }

  addPage(page: Page): string {
    const path = `/page-${this.#pages.size + 1}`;
    this.#pages.set(path, page);
    return path;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  get #port(): number {
    return (this.#server.address() as AddressInfo).port;
  }
}

function document(html: string, headers: Readonly<Record<string, string>> = {}): Page {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers });
    response.end(`<!doctype html><title>A demo page</title>${html}`);
  };
}
