/** Visits that are counted by the owner's days, by both counters, and two sides that go by different ones. */
import { describe, expect, test } from 'vitest';
import { dayIn } from '../../shared/counter/time-zone.ts';
import type { Visit } from '../../shared/counter/visit.ts';
import { decodeVisits, encodeVisits } from '../../shared/journal/visit-text.ts';
import { hashOf } from '../counter/visitor-hashes.ts';
import { CountingWorld, RULES } from './counting-world.ts';

const AUCKLAND = 'Pacific/Auckland';

const visitIn = (timeZone: string, at: string, visitor = 1): Visit => {
  const atMs = Date.parse(at);
  return { atMs, day: dayIn(timeZone, atMs), visitor: hashOf(visitor) };
};

describe.each(['writer', 'edge'] as const)('a counter that is a %s', (kind) => {
  const countAll = async (visits: readonly Visit[], timeZone = 'UTC') => {
    const world = new CountingWorld({}, { ...RULES, timeZone });
    const { counter } = world[kind]();
    for (const visit of visits) await world.run(counter.count(visit));
    await world.wait(120_000);
    return JSON.parse(world.body);
  };

  test('counts a visit on the owner’s day, in the owner’s month', async () => {
    const visits = [
      visitIn(AUCKLAND, '2026-11-30T10:59Z'),
      visitIn(AUCKLAND, '2026-11-30T11:00Z', 2),
    ];
    expect(await countAll(visits, AUCKLAND)).toMatchObject({
      timeZone: AUCKLAND,
      days: { start: '2026-11-30', pageviews: [1, 1] },
      months: { start: '2026-11', pageviews: [1, 1] },
    });
  });

  test('changes no finished day when a zone further west takes over', async () => {
    const visits = [
      visitIn(AUCKLAND, '2026-11-23T12:00Z'),
      visitIn(AUCKLAND, '2026-11-24T12:00Z'),
      visitIn('America/Los_Angeles', '2026-11-24T12:01Z'),
    ];
    expect(await countAll(visits)).toMatchObject({
      days: { start: '2026-11-24', pageviews: [1, 2] },
    });
  });
});

test('the month of store requests stays that of UTC', async () => {
  const world = new CountingWorld({}, { ...RULES, timeZone: AUCKLAND });
  await world.run(world.writer().counter.count(visitIn(AUCKLAND, '2026-11-24T12:00Z')));
  expect(JSON.parse(world.body).requests.month).toBe('2026-11');
});

test('two sides with different zones both say so, once each', async () => {
  const world = new CountingWorld({}, { ...RULES, timeZone: 'UTC' });
  const here = world.writer('here');
  const there = world.writer('there', 0, { ...RULES, timeZone: AUCKLAND });
  for (let round = 0; round < 3; round += 1) {
    await world.run(world.count(here));
    await world.run(world.count(there));
  }
  for (const { log } of [here, there]) {
    const warnings = log.events.filter(({ event }) => event === 'setting');
    expect(warnings).toHaveLength(1);
    expect(String(warnings[0]?.fields.warning)).toContain('TIME_ZONE is');
  }
});

test('a journal keeps the owner’s day of a visit, and reads rows from before there was one', () => {
  const visits: Visit[] = [
    visitIn(AUCKLAND, '2026-11-24T12:00Z'),
    { atMs: 5, day: dayIn(AUCKLAND, 5) },
    { atMs: 6, visitor: hashOf(2) },
    { atMs: 7 },
  ];
  expect(decodeVisits(encodeVisits(visits))).toEqual(visits);
  expect(encodeVisits(visits.slice(2))).toBe(`6 ${hashOf(2)}\n7`);
});
