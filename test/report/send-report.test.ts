/** What becomes of the day's claim when the store's answers are lost: one mail, and a day is not lost with it. */
import { describe, expect, test } from 'vitest';
import type { Notifier } from '../../shared/ports.ts';
// Loaded here already: whoever loads it later waits in real time.
import '../../shared/report/render-report.ts';
import { sendReport } from '../../shared/report/send-report.ts';
import { parseSettings } from '../../shared/settings/settings.ts';
import { CountingWorld, type Writer } from '../commit/counting-world.ts';
import { ANSWERS } from '../doubles/faulty-object-store.ts';

const parsed = parseSettings({ SALT: 'a salt for tests', OCI_REGION: 'eu-test-1' }, 'function');

function reporter(world: CountingWorld) {
  const mails: string[] = [];
  const notifier: Notifier = {
    async publish(title) {
      mails.push(title);
      return { kind: 'published', messageId: `message-${mails.length}` };
    },
  };
  const send = ({ counter, services: { clock, log, random } }: Writer) => {
    if (!parsed.ok) throw new Error(parsed.problems.join());
    return sendReport({ counter, clock, log, random, notifier }, parsed.settings, 'day');
  };
  return { mails, send, world };
}

/** The claim lands, and until its commit gives up nobody answers. */
async function loseTheClaimsAnswer() {
  const world = new CountingWorld();
  const site = reporter(world);
  const [first, next] = [world.writer('first'), world.writer('next')];
  await world.run(world.count(first));
  world.store.nextWrites.push({ kind: 'cut-after' });
  world.store.everyRead = { kind: 'refused', answer: ANSWERS.serverError };
  return { ...site, first, next };
}

describe('a claim whose answer is lost', () => {
  test('is given back once the store answers, and the next to ask mails', async () => {
    const { first, mails, next, send, world } = await loseTheClaimsAnswer();
    const sending = send(first);
    sending.catch(() => undefined);
    await world.wait(8_100);
    expect(world.document.report?.day).toBeDefined();
    world.store.everyRead = undefined;
    expect(await world.failureOf(sending)).toBe('unavailable');
    expect(world.document.report).toBeUndefined();
    expect(await world.run(send(next))).toBe('mailed');
    expect(mails).toHaveLength(1);
  });

  test('stays when nobody answers for longer, and the log says so', async () => {
    const { first, mails, next, send, world } = await loseTheClaimsAnswer();
    expect(await world.failureOf(send(first))).toBe('unavailable');
    expect(first.log.names).toContain('report-claim-may-stay');
    world.store.everyRead = undefined;
    expect(await world.run(send(next))).toBe('already');
    expect(mails).toEqual([]);
  });
});

test('a claim that others kept out for eight seconds is not looked for again', async () => {
  const world = new CountingWorld();
  const { mails, send } = reporter(world);
  const writer = world.writer();
  await world.run(world.count(writer));
  world.store.everyWrite = { kind: 'refused', answer: ANSWERS.conflict };
  const startMs = world.world.nowMs;
  expect(await world.failureOf(send(writer))).toBe('conflict');
  expect(world.world.nowMs - startMs).toBeLessThan(8_100);
  expect(mails).toEqual([]);
});
