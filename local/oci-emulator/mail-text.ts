/** Shows a published message in the terminal as the mail that its subscribers would have got. */
import type { Message } from './outbox.ts';

/** Control characters but tab and newline: a message must not steer the reader's terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about.
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

const RULE = '─'.repeat(72);

export function renderMail(message: Message): string {
  const body = clean(message.body).trimEnd().split('\n');
  const lines = [
    `To:      everybody on ${clean(message.topicId)}`,
    `Date:    ${new Date(message.timeStamp).toUTCString()}`,
    `Subject: ${clean(message.title).replaceAll(/\s+/g, ' ') || '(none)'}`,
    '',
    ...body,
  ];
  return [`┌${RULE}`, ...lines.map((line) => `│ ${line}`.trimEnd()), `└${RULE}`].join('\n');
}

function clean(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll(CONTROL_CHARACTERS, '');
}
