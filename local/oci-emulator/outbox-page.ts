/** The outbox as a page: newest first, every text escaped, no script. It loads itself anew. */
import { html } from 'hono/html';
import type { Message } from './outbox.ts';

/** Only the page's own style: nothing a message holds may load or run. */
export const OUTBOX_PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'";

const REFRESH_SECONDS = 5;

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 48rem; margin: 2rem auto; padding: 0 1rem; }
  article { border: 1px solid; border-radius: 0.5rem; padding: 0 1rem; margin: 1rem 0; }
  h2 { font-size: 1.1rem; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
`;

export async function renderOutboxPage(messages: readonly Message[]): Promise<string> {
  const newestFirst = messages.toReversed();
  const page = html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <meta http-equiv="refresh" content="${REFRESH_SECONDS}" />
    <title>Outbox (${newestFirst.length})</title>
    <style>
      ${STYLE}
    </style>
  </head>
  <body>
    <main>
      <h1>Outbox</h1>
      <p>${describe(newestFirst.length)}</p>
      ${newestFirst.map(renderMessage)}
    </main>
  </body>
</html>`;
  return String(await page);
}

function describe(count: number): string {
  if (count === 0) return 'Nothing has been published yet.';
  return count === 1 ? 'One message.' : `${count} messages, newest first.`;
}

function renderMessage(message: Message) {
  return html`<article>
        <h2 dir="auto">${message.title || '(no subject)'}</h2>
        <p><time datetime="${message.timeStamp}">${message.timeStamp}</time> to ${message.topicId}</p>
        <pre dir="auto">${message.body}</pre>
      </article>
      `;
}
