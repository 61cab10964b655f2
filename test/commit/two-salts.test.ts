/** SALT that was given with a line break: each visitor is hashed as the very document wants it that is replaced. */
import { expect, test } from 'vitest';
import type { Visit } from '../../shared/counter/visit.ts';
import { hashOf } from '../counter/visitor-hashes.ts';
import { CountingWorld, RULES, START_MS } from './counting-world.ts';

const BOTH = { ...RULES, saltFingerprintAsGiven: 'c3d4' };
const TRIMMED = hashOf(1);
const AS_GIVEN = hashOf(2);
const VISIT: Visit = {
  atMs: START_MS,
  visitor: AS_GIVEN,
  trimmed: { visitor: TRIMMED, saltFingerprint: RULES.saltFingerprint },
};

/** As somebody counted it with that SALT. */
const counted = (salt?: string) => JSON.stringify({ pageviews: 7, seen: [], salt });

const worldOf = (body?: string) => {
  const world = new CountingWorld({}, BOTH);
  if (body !== undefined) world.store.memory.put(body);
  return world;
};

const stored = ({ body }: CountingWorld) => JSON.parse(body);

test.each([
  ['none', undefined, TRIMMED, 'a1b2'],
  ['one without a fingerprint', counted(), TRIMMED, 'a1b2'],
  ['one counted without the line break', counted('a1b2'), TRIMMED, 'a1b2'],
  ['one counted with it', counted('c3d4'), AS_GIVEN, 'c3d4'],
])('where there is %s, both counters know the visitor by it', async (_, body, hash, salt) => {
  const direct = worldOf(body);
  await direct.run(direct.writer().counter.count(VISIT));
  expect(stored(direct)).toMatchObject({ seen: [hash], salt });

  const journaled = worldOf(body);
  await journaled.run(journaled.edge().counter.count(VISIT));
  await journaled.wait(120_000);
  expect(stored(journaled)).toMatchObject({ seen: [hash], salt });
});

test('a conflict with a document of the other form hashes the visitor anew', async () => {
  const world = worldOf();
  const { counter } = world.writer();
  await world.run(counter.totals());
  world.store.memory.put(counted('c3d4'));
  await world.run(counter.count(VISIT));
  expect(stored(world)).toMatchObject({ pageviews: 8, seen: [AS_GIVEN], salt: 'c3d4' });
});

test('an old function that drops the fingerprint does not change the SALT', async () => {
  for (const kind of ['writer', 'edge'] as const) {
    const world = worldOf(counted('c3d4'));
    const { counter } = world[kind]();
    await world.run(counter.document({ fresh: true }));
    world.store.memory.put(counted());
    await world.run(counter.document({ fresh: true }));
    await world.run(counter.count(VISIT));
    await world.wait(120_000);
    expect(stored(world)).toMatchObject({ seen: [AS_GIVEN], salt: 'c3d4' });
  }
});

test('visits that wait are never put into a document of the other form', async () => {
  const world = worldOf(counted('c3d4'));
  const edge = world.edge();
  await world.run(edge.counter.count(VISIT));
  world.store.memory.put(counted('a1b2'));
  await world.wait(120_000);
  expect(stored(world)).toMatchObject({ pageviews: 7, seen: [], salt: 'a1b2' });
  expect(await world.failureOf(edge.counter.document({ fresh: true }))).toBe('misconfigured');
  expect(await edge.counter.status()).toMatchObject({ pending: 1 });

  world.store.memory.put(counted('c3d4'));
  await world.run(edge.counter.document({ fresh: true }));
  await world.wait(600_000);
  expect(stored(world)).toMatchObject({ pageviews: 8, seen: [AS_GIVEN], salt: 'c3d4' });
});

test('an edge that wakes goes on with the SALT of the document that it knew, and says so', async () => {
  const world = worldOf(counted('c3d4'));
  const first = world.edge();
  await world.run(first.counter.count(VISIT));
  const second = world.restart(first);
  await world.run(second.counter.count({ ...VISIT, atMs: START_MS + 1 }));
  await world.wait(120_000);
  expect(stored(world)).toMatchObject({ pageviews: 9, seen: [AS_GIVEN], salt: 'c3d4' });
  for (const { log } of [first, second]) {
    const warning = expect.stringContaining('SALT ends with a line break');
    expect(log.events).toContainEqual({ level: 'warn', event: 'setting', fields: { warning } });
  }
});
