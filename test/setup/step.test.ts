/** A plan's rules: looking changes nothing, what is there is left alone, and a run that broke off goes on. */
import { describe, expect, test } from 'vitest';
import {
  keptWhile,
  lookAtAll,
  makeAll,
  missing,
  planText,
  removable,
  removeAll,
  type Step,
} from '../../setup/step.ts';

interface Known {
  readonly bucket: string;
  readonly policy: string;
}

/** Steps over a set of things that are there. */
function stepsOver(there: Set<string>, failing?: string): Step<Known>[] {
  const step = (name: keyof Known, needs?: keyof Known): Step<Known> => ({
    name,
    look: async () =>
      there.has(name)
        ? { kind: 'there', tells: `a ${name}`, known: { [name]: name } }
        : { kind: 'missing', plan: `a new ${name}`, details: [`for ${name}s`] },
    make: async (known) => {
      if (needs !== undefined) expect(known[needs]).toBe(needs);
      if (failing === name) throw new Error('killed');
      there.add(name);
      return { [name]: name };
    },
    remove: async () => void there.delete(name),
  });
  return [step('bucket'), step('policy', 'bucket')];
}

function recording() {
  const told: string[] = [];
  const progress = {
    begins: (name: string) => void told.push(`${name} …`),
    ends: (name: string) => void told.push(`${name} done`),
  };
  return { told, progress };
}

describe('a plan', () => {
  test('names what is there and what would be made, and makes nothing', async () => {
    const there = new Set(['bucket']);
    const plan = await lookAtAll(stepsOver(there), {});
    expect(planText(plan).split('\n')).toEqual([
      '  there  bucket  a bucket',
      '  make   policy  a new policy',
      '           for policys',
    ]);
    expect(missing(plan).map(({ step }) => step.name)).toEqual(['policy']);
    expect([...there]).toEqual(['bucket']);
  });

  test('is made in order, and made again makes nothing', async () => {
    const there = new Set<string>();
    const { told, progress } = recording();
    const first = await makeAll(stepsOver(there), {}, progress);
    expect(first).toEqual({
      known: { bucket: 'bucket', policy: 'policy' },
      made: ['bucket', 'policy'],
    });
    expect(told).toEqual(['bucket …', 'bucket done', 'policy …', 'policy done']);
    expect((await makeAll(stepsOver(there), {}, progress)).made).toEqual([]);
  });

  test('goes on where it broke off', async () => {
    const there = new Set<string>();
    const { progress } = recording();
    await expect(makeAll(stepsOver(there, 'policy'), {}, progress)).rejects.toThrow('killed');
    expect((await makeAll(stepsOver(there), {}, progress)).made).toEqual(['policy']);
  });

  test('is taken away from its end, without what setup did not make', async () => {
    const there = new Set(['bucket', 'policy']);
    const { told, progress } = recording();
    const [bucket, policy] = stepsOver(there);
    if (bucket === undefined || policy === undefined) throw new Error('two steps');
    const foreign: Step<Known> = {
      ...bucket,
      look: async () => ({ kind: 'there', tells: 'not ours', foreign: true }),
    };
    await removeAll(await lookAtAll([foreign, policy], {}), progress);
    expect([...there]).toEqual(['bucket']);
    const needed = keptWhile(bucket, async () => true);
    expect(removable(await lookAtAll([needed, policy], {}))).toEqual([]);
    await removeAll(await lookAtAll([keptWhile(bucket, async () => false), policy], {}), progress);
    expect([...there]).toEqual([]);
    expect(told).toEqual(['policy …', 'policy done', 'bucket …', 'bucket done']);
  });
});
