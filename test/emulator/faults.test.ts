/** Each fault, as Oracle's own client meets it, and whether the write took place. */
import type { ObjectStorageClient } from 'oci-objectstorage';
import { expect, test } from 'vitest';
import type { FaultRule } from '../../local/oci-emulator/fault-rules.ts';
import { ManualClock } from './manual-clock.ts';
import {
  at,
  detailsOf,
  getText,
  notificationClient,
  putText,
  startWithClient,
} from './official-clients.ts';
import { sendSigned } from './signed-fetch.ts';

/** What became of a write: its answer's code, or that there was none; and the object then. */
async function outcomeOf(client: ObjectStorageClient, etag: string) {
  const answer = await putText(client, 'counter.json', 'new', { ifMatch: etag }).then(
    () => 'stored',
    (error: { serviceCode?: string }) => error.serviceCode ?? 'no answer',
  );
  return { answer, stored: await getText(client, 'counter.json') };
}

const WRITE_FAULTS: readonly [string, FaultRule, string, string][] = [
  ['412', { fault: 'precondition-failed', request: 'putObject' }, 'IfMatchFailed', 'old'],
  ['409', { fault: 'concurrent-update', request: 'putObject' }, 'ConcurrentObjectUpdate', 'old'],
  ['429', { fault: 'throttled', request: 'putObject' }, 'TooManyRequests', 'old'],
  ['404', { fault: 'bucket-not-found', request: 'putObject' }, 'BucketNotFound', 'old'],
  ['503', { fault: 'server-error', request: 'putObject' }, 'ServiceUnavailable', 'old'],
  [
    '500 after the write',
    { fault: 'server-error', status: 500, tookPlace: true, request: 'putObject' },
    'InternalServerError',
    'new',
  ],
  ['a cut before the write', { fault: 'cut-before', request: 'putObject' }, 'no answer', 'old'],
  ['a cut after the write', { fault: 'cut-after', request: 'putObject' }, 'no answer', 'new'],
];

test.each(WRITE_FAULTS)('a write meets %s once, then is fine', async (_, rule, answer, stored) => {
  const { emulator, client } = await startWithClient();
  const { eTag } = await putText(client, 'counter.json', 'old');
  emulator.faults.set({ rules: [{ ...rule, times: 1 }] });
  expect(await outcomeOf(client, eTag)).toEqual({ answer, stored });
  await putText(client, 'counter.json', 'later');
  expect(await getText(client, 'counter.json')).toBe('later');
  expect(emulator.faults.report().rules).toMatchObject([{ hits: 1 }]);
});

test('a throttled answer says when to come back', async () => {
  const { emulator, key } = await startWithClient();
  emulator.faults.set({
    rules: [{ fault: 'throttled', request: 'getNamespace', retryAfterSeconds: 7 }],
  });
  const answer = await sendSigned(emulator.url, key, 'GET', '/n/');
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '7']);
});

test.each([
  ['cut-before', 0],
  ['cut-after', 1],
] as const)('a message under %s is sent %i times', async (fault, sent) => {
  const { emulator, key } = await startWithClient();
  emulator.faults.set({ rules: [{ fault, request: 'publishMessage' }] });
  const client = notificationClient(emulator.url, detailsOf(key));
  const messageDetails = { body: 'report' };
  await expect(
    client.publishMessage({ topicId: 'ocid1.onstopic.oc1..a', messageDetails }),
  ).rejects.toBeDefined();
  expect(emulator.outbox.messages()).toHaveLength(sent);
});

test('a late write lands after its caller gave up', async () => {
  const clock = new ManualClock();
  const { emulator, client } = await startWithClient({ clock });
  const { eTag } = await putText(client, 'counter.json', 'old');
  emulator.faults.set({
    rules: [{ fault: 'late-landing', request: 'putObject', landsAfterMs: 5000, times: 1 }],
  });
  expect(await outcomeOf(client, eTag)).toEqual({ answer: 'no answer', stored: 'old' });
  clock.advance(5000);
  await emulator.lateWritesSettled();
  expect(await getText(client, 'counter.json')).toBe('new');
});

test('a late write is refused when another was faster', async () => {
  const clock = new ManualClock();
  const { emulator, client } = await startWithClient({ clock });
  const { eTag } = await putText(client, 'counter.json', 'old');
  emulator.faults.set({
    rules: [{ fault: 'late-landing', request: 'putObject', landsAfterMs: 5000, times: 1 }],
  });
  await outcomeOf(client, eTag);
  await putText(client, 'counter.json', 'faster', { ifMatch: eTag });
  clock.advance(5000);
  await emulator.lateWritesSettled();
  expect(await getText(client, 'counter.json')).toBe('faster');
});

test('holds a connection before it cuts it, until the emulator closes', async () => {
  const clock = new ManualClock();
  const { emulator, client } = await startWithClient({ clock });
  emulator.faults.set({
    rules: [{ fault: 'cut-before', request: 'getNamespace', holdMs: 30_000 }],
  });
  const answer = client.getNamespace({}).catch(() => 'no answer');
  await clock.somebodySleeps();
  await emulator.close();
  expect(await answer).toBe('no answer');
});

test('half of an answer arrives, then nothing', async () => {
  const { emulator, client } = await startWithClient();
  await putText(client, 'counter.json', '{"pageviews":1}');
  emulator.faults.set({ rules: [{ fault: 'truncated-answer', request: 'getObject', times: 1 }] });
  await expect(getText(client, 'counter.json')).rejects.toThrow();
  expect(await getText(client, 'counter.json')).toBe('{"pageviews":1}');
});

test('a corrupt answer has the right length and is no JSON', async () => {
  const { emulator, client } = await startWithClient();
  await putText(client, 'counter.json', '{"pageviews":1}');
  emulator.faults.set({ rules: [{ fault: 'corrupt-answer', request: 'getObject', times: 1 }] });
  expect(await getText(client, 'counter.json')).toBe('z"pageviews":1}');
});

test('latency holds up a call, half before it is carried out and half after', async () => {
  const clock = new ManualClock();
  const { emulator, client } = await startWithClient({ clock });
  emulator.faults.set({ latencyMs: { putObject: 10_000 } });
  let answered = false;
  const put = putText(client, 'counter.json', 'body').then(() => {
    answered = true;
  });
  await clock.somebodySleeps();
  await expect(client.headObject(at('counter.json'))).rejects.toMatchObject({ statusCode: 404 });
  clock.advance(5_000);
  await clock.somebodySleeps();
  expect(await getText(client, 'counter.json')).toBe('body');
  expect(answered).toBe(false);
  clock.advance(5_000);
  await put;
});
