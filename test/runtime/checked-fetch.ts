/** Asks as a visitor's browser does, and looks at each answer for what must not be in it. */
import { BROWSER_AGENT, type Secrets, VISITOR_ADDRESS } from './secrets.ts';

export type CheckedFetch = (path: string, init?: RequestInit) => Promise<Response>;

/** `path` goes behind `base` as it is: `/counter?vid=…`. A header of `init` replaces the browser's. */
export function checkedFetch(base: string, secrets: Secrets): CheckedFetch {
  return async (path, init = {}) => {
    const url = new URL(base + path);
    secrets.addVisitorIds(url);
    const headers = new Headers({
      'user-agent': BROWSER_AGENT,
      'cf-connecting-ip': VISITOR_ADDRESS,
      'x-forwarded-for': VISITOR_ADDRESS,
    });
    for (const [name, value] of new Headers(init.headers)) headers.set(name, value);
    const response = await fetch(url, { redirect: 'manual', ...init, headers });
    const head = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
    const text = `${head}\n${await response.clone().text()}`;
    secrets.expectNoneInAnswer(text, `the answer to ${init.method ?? 'GET'} ${path}`);
    return response;
  };
}
