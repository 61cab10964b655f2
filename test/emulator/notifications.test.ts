/** Publishing through Oracle's own client, and reading the mails where a person would. */
import { expect, test } from 'vitest';
import { MESSAGE_BYTES_MAX } from '../../local/oci-emulator/notification-routes.ts';
import type { OciEmulatorOptions } from '../../local/oci-emulator/oci-emulator.ts';
import { MESSAGES_MAX, Outbox } from '../../local/oci-emulator/outbox.ts';
import {
  detailsOf,
  notificationClient,
  startWithClient,
  temporaryFolder,
} from './official-clients.ts';

const TOPIC = 'ocid1.onstopic.oc1..reports';

async function startWithPublisher(options: Partial<OciEmulatorOptions> = {}) {
  const { emulator, key } = await startWithClient(options);
  const client = notificationClient(emulator.url, detailsOf(key));
  const publish = (title: string | undefined, body: string, topicId = TOPIC) =>
    client.publishMessage({
      topicId,
      messageDetails: { ...(title === undefined ? {} : { title }), body },
    });
  return { emulator, publish };
}

test('takes a message and shows it as a mail in the terminal', async () => {
  const printed: string[] = [];
  const { emulator, publish } = await startWithPublisher({ print: (text) => printed.push(text) });
  const { publishResult, opcRequestId } = await publish(
    'Daily report',
    'Visits: 12\nVisitors: 7\n',
  );
  expect(opcRequestId).toBeTruthy();
  expect(emulator.outbox.messages()).toEqual([
    {
      messageId: publishResult.messageId,
      timeStamp: expect.any(String),
      topicId: TOPIC,
      title: 'Daily report',
      body: 'Visits: 12\nVisitors: 7\n',
    },
  ]);
  expect(printed).toHaveLength(1);
  expect(printed[0]?.split('\n').slice(1, -1)).toEqual([
    `│ To:      everybody on ${TOPIC}`,
    expect.stringMatching(/^│ Date: {4}\w{3}, /),
    '│ Subject: Daily report',
    '│',
    '│ Visits: 12',
    '│ Visitors: 7',
  ]);
});

test('keeps a message from steering the terminal', async () => {
  const printed: string[] = [];
  const { publish } = await startWithPublisher({ print: (text) => printed.push(text) });
  await publish('a\u001b]0;owned\u0007\nFrom: b', '\u001b[2Jbody\r\nnext');
  expect(printed[0]).toContain('Subject: a]0;owned From: b');
  expect(printed[0]).toContain('│ [2Jbody\n│ next');
  expect(printed[0]).not.toContain('\u001b');
});

test('shows its outbox as a page, with everything escaped and no script', async () => {
  const { emulator, publish } = await startWithPublisher();
  await publish('<script>alert(1)</script>', 'a < b & "c"');
  await publish(undefined, 'second');
  const answer = await fetch(`${emulator.url}/outbox`);
  const page = await answer.text();
  expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(page).not.toContain('<script');
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(page).toContain('a &lt; b &amp; &quot;c&quot;');
  expect(page.indexOf('second')).toBeLessThan(page.indexOf('a &lt; b'));

  const { messages } = (await (await fetch(`${emulator.url}/outbox.json`)).json()) as {
    messages: { body: string }[];
  };
  expect(messages.map((message) => message.body)).toEqual(['second', 'a < b & "c"']);
});

test('refuses a message over 64 KiB, and one without a body', async () => {
  const { emulator, publish } = await startWithPublisher();
  const refused = { statusCode: 400, serviceCode: 'InvalidParameter' };
  await expect(publish('t', 'x'.repeat(MESSAGE_BYTES_MAX))).rejects.toMatchObject(refused);
  await expect(publish('t', undefined as unknown as string)).rejects.toMatchObject(refused);
  await publish('t', 'x'.repeat(MESSAGE_BYTES_MAX - 1));
  expect(emulator.outbox.messages()).toHaveLength(1);
});

test('knows only the topics it was given', async () => {
  const { publish } = await startWithPublisher({ topics: [TOPIC] });
  await publish('t', 'b');
  await expect(publish('t', 'b', 'ocid1.onstopic.oc1..other')).rejects.toMatchObject({
    statusCode: 404,
    serviceCode: 'NotAuthorizedOrNotFound',
  });
});

test('keeps the newest messages on disk, and no more than it may', async () => {
  const folder = await temporaryFolder();
  const outbox = await Outbox.open(folder);
  const numbers = Array.from({ length: MESSAGES_MAX + 3 }, (_, index) => String(index));
  await Promise.all(numbers.map((number) => outbox.add(TOPIC, number, number, 0)));
  const kept = numbers.slice(3);
  expect(outbox.messages().map((message) => message.title)).toEqual(kept);

  const again = await Outbox.open(folder);
  await again.add(TOPIC, 'last', 'last', 0);
  expect(again.messages().map((message) => message.title)).toEqual([...kept.slice(1), 'last']);
});
