/** Which SALT a Worker gets: never another one than the document was counted with. */
import { describe, expect, test } from 'vitest';
import { chooseSalt } from '../../setup/salt-choice.ts';
import { saltFingerprint } from '../../shared/counter/visit.ts';

const NONE = { document: undefined, candidates: [], oldFunction: undefined };
const SEALED = { pageviews: 5, salt: await saltFingerprint('the old one') };
/** As the Python function leaves it. */
const UNSEALED = { pageviews: 5 };

describe('a new document', () => {
  test('gets a new SALT, or the one that is given', async () => {
    expect(await chooseSalt(NONE)).toEqual({ kind: 'make' });
    expect(await chooseSalt({ ...NONE, document: { pageviews: 0 } })).toEqual({ kind: 'make' });
    const given = await chooseSalt({ ...NONE, candidates: ['mine'] });
    expect(given).toMatchObject({ kind: 'use', salt: 'mine' });
  });
});

describe('a document with a fingerprint', () => {
  test('gets the SALT that fits, wherever it comes from', async () => {
    const candidates = ['another', 'the old one'];
    const found = { kind: 'use', salt: 'the old one' };
    expect(await chooseSalt({ ...NONE, document: SEALED, candidates })).toMatchObject(found);
    const oldFunction = { salt: 'the old one' };
    expect(await chooseSalt({ ...NONE, document: SEALED, oldFunction })).toMatchObject(found);
  });

  test('gets no other one, and no new one either', async () => {
    const given = await chooseSalt({ ...NONE, document: SEALED, candidates: ['another'] });
    expect(given.kind).toBe('stop');
    expect((await chooseSalt({ ...NONE, document: SEALED })).kind).toBe('ask');
    expect((await chooseSalt({ ...NONE, document: { ...SEALED, pageviews: 0 } })).kind).toBe('ask');
  });
});

describe('a document with views and no fingerprint', () => {
  test('gets the old function’s SALT, and its public default where it sets none', async () => {
    const salted = { ...NONE, document: UNSEALED, oldFunction: { salt: 'its own' } };
    expect(await chooseSalt(salted)).toMatchObject({ kind: 'use', salt: 'its own' });
    const bare = { ...NONE, document: UNSEALED, oldFunction: { salt: undefined } };
    expect(await chooseSalt(bare)).toMatchObject({ kind: 'use', salt: 'change-me' });
  });

  test('gets no new one: its owner is asked', async () => {
    expect((await chooseSalt({ ...NONE, document: UNSEALED })).kind).toBe('ask');
    const told = await chooseSalt({ ...NONE, document: UNSEALED, candidates: ['mine'] });
    expect(told).toMatchObject({ kind: 'use', salt: 'mine' });
  });
});
