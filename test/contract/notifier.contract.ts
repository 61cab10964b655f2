/** What every Notifier over HTTP promises: whether a mail may be on its way, from one request. */
import { describe, expect, test, vi } from 'vitest';
import { mintApiKey } from '../../local/oci-emulator/api-key.ts';
import type { FaultRule } from '../../local/oci-emulator/fault-rules.ts';
import { startAnswerServer } from './answer-server.ts';
import {
  type CreateNotifier,
  LOST_ANSWERS,
  TOPIC_OCID,
  toApiKey,
  useEmulatedOci,
} from './emulated-oci.ts';

/** Longer than any test: whoever waits for the answer is found out. */
const HELD_MS = 60_000;
const noAbort = () => new AbortController().signal;

const FAILURES: Readonly<Record<string, readonly [Partial<FaultRule>, object]>> = {
  'a 429': [{ fault: 'throttled' }, { kind: 'refused', detail: '429 TooManyRequests' }],
  'a 409': [
    { fault: 'concurrent-update' },
    { kind: 'refused', detail: '409 ConcurrentObjectUpdate' },
  ],
  ...LOST_ANSWERS,
  'half an answer': [{ fault: 'truncated-answer' }, { kind: 'unknown' }],
};

export function describeNotifier(name: string, createNotifier: CreateNotifier): void {
  describe(`${name} as a Notifier`, () => {
    const oci = useEmulatedOci();

    test('publishes title and body to its topic', async () => {
      const { emulator } = oci();
      const notifier = createNotifier(oci().topic());
      const body = 'Visits: 12\n"quoted" – Zoë 🦊';
      const outcome = await notifier.publish('Report of 2026-11-23', body, noAbort());
      expect(outcome).toEqual({ kind: 'published', messageId: expect.stringMatching(/./) });
      expect(emulator.outbox.messages().at(-1)).toMatchObject({
        topicId: TOPIC_OCID,
        title: 'Report of 2026-11-23',
        body,
      });
    });

    test.each(Object.entries(FAILURES))(
      'knows what %s means, and sends once',
      async (_, [fault, outcome]) => {
        const { faults, requests } = oci().emulator;
        faults.set({ rules: [{ ...fault, request: 'publishMessage' } as FaultRule] });
        const notifier = createNotifier(oci().topic());
        expect(await notifier.publish('title', 'body', noAbort())).toMatchObject(outcome);
        expect(requests.count('publishMessage')).toBe(1);
      },
    );

    test('is refused what is too long, a topic that is not there, and with an unknown key', async () => {
      const topic = oci().topic();
      const long = await createNotifier(topic).publish('title', 'x'.repeat(65_537), noAbort());
      expect(long).toEqual({ kind: 'refused', detail: '400 InvalidParameter' });
      const elsewhere = createNotifier({ ...topic, topicOcid: 'ocid1.onstopic.oc1..none' });
      expect(await elsewhere.publish('title', 'body', noAbort())).toEqual({
        kind: 'refused',
        detail: '404 NotAuthorizedOrNotFound',
      });
      const stranger = createNotifier({ ...topic, apiKey: toApiKey(await mintApiKey()) });
      expect(await stranger.publish('title', 'body', noAbort())).toEqual({
        kind: 'refused',
        detail: '401 NotAuthenticated',
      });
    });

    test('gives up waiting as soon as it is told to', async () => {
      const { faults, requests } = oci().emulator;
      faults.add({ fault: 'cut-after', holdMs: HELD_MS, request: 'publishMessage' });
      const abort = new AbortController();
      const outcome = createNotifier(oci().topic()).publish('title', 'body', abort.signal);
      await vi.waitFor(() => expect(requests.count('publishMessage')).toBe(1), { interval: 2 });
      abort.abort();
      expect(await outcome).toMatchObject({ kind: 'unknown' });
    });

    test('sends nothing once the signal is aborted', async () => {
      const notifier = createNotifier(oci().topic());
      expect(await notifier.publish('title', 'body', AbortSignal.abort())).toEqual({
        kind: 'unknown',
        detail: 'aborted',
      });
      expect(oci().emulator.requests.count('publishMessage')).toBe(0);
    });

    test.each(['{}', 'null', '<html>'])('does not know what %s under a 202 means', async (body) => {
      const { url } = await startAnswerServer((response) => response.writeHead(202).end(body));
      const outcome = await createNotifier({ ...oci().topic(), url }).publish('t', 'b', noAbort());
      expect(outcome).toMatchObject({ kind: 'unknown' });
    });
  });
}
