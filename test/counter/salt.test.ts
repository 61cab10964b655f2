/** Which of two SALTs a document was counted with, and the visitors' hashes that follow from it. */
import { describe, expect, test } from 'vitest';
import { applyVisits } from '../../shared/counter/apply-visits.ts';
import { emptyDocument } from '../../shared/counter/document.ts';
import { saltProblem, sealOf } from '../../shared/counter/salt.ts';
import { hashVisitor, identifyVisitor, saltFingerprint } from '../../shared/counter/visit.ts';

const RULES = { saltFingerprint: 'a1b2', saltFingerprintAsGiven: 'c3d4' };
const SALTS = { salt: 'a salt', saltAsGiven: 'a salt\n' };
const VID = 'v-12345678';

describe('a document', () => {
  test.each([
    [undefined, 'a1b2'],
    ['a1b2', 'a1b2'],
    ['c3d4', 'c3d4'],
  ])('of the fingerprint %s is ours, and keeps or gets %s', (salt, seal) => {
    const document = salt === undefined ? {} : { salt };
    expect(saltProblem(document, RULES)).toBeUndefined();
    expect(sealOf(document, RULES)).toBe(seal);
  });

  test('of a third fingerprint is not ours', () => {
    expect(saltProblem({ salt: 'ffff' }, RULES)).toContain('another SALT');
  });

  test('of SALT with a line break is not ours where SALT was given without one', () => {
    expect(saltProblem({ salt: 'c3d4' }, { saltFingerprint: 'a1b2' })).toContain('another SALT');
  });
});

describe('a visitor', () => {
  const empty = emptyDocument({ exactVisitorsMax: 10 });

  async function hashesIn(salt?: string) {
    const visit = { atMs: Date.UTC(2026, 10, 24), ...(await identifyVisitor(VID, SALTS)) };
    const { document } = applyVisits({ ...empty, ...(salt !== undefined && { salt }) }, [visit]);
    return document.visitors.toStored().seen;
  }

  test('of a document that is yet to begin is hashed without the line break', async () => {
    expect(await hashesIn()).toEqual([await hashVisitor(SALTS.salt, VID)]);
  });

  test('is hashed with the SALT that the document was counted with', async () => {
    for (const salt of Object.values(SALTS)) {
      expect(await hashesIn(await saltFingerprint(salt))).toEqual([await hashVisitor(salt, VID)]);
    }
  });

  test('has one hash where SALT has one form', async () => {
    const visitor = await hashVisitor('a salt', VID);
    expect(await identifyVisitor(VID, { salt: 'a salt' })).toEqual({ visitor });
  });
});
