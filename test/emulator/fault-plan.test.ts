/** Which requests a rule hits, and how requests are counted. */
import { expect, test } from 'vitest';
import { FaultPlan } from '../../local/oci-emulator/fault-plan.ts';
import { at, getText, putText, startWithClient } from './official-clients.ts';

test('a probability hits the same requests whenever the seed is the same', () => {
  const draw = (seed: number) => {
    const plan = new FaultPlan();
    plan.set({ rules: [{ fault: 'cut-before', request: 'putObject', probability: 0.3, seed }] });
    return Array.from({ length: 200 }, () =>
      plan.take('putObject') === undefined ? '.' : 'x',
    ).join('');
  };
  expect(draw(7)).toBe(draw(7));
  expect(draw(7)).not.toBe(draw(8));
  const hits = draw(7).replaceAll('.', '').length;
  expect(hits).toBeGreaterThan(35);
  expect(hits).toBeLessThan(85);
});

test('the first rule that fits wins, and other calls are left alone', () => {
  const plan = new FaultPlan();
  plan.add({ fault: 'throttled', request: 'putObject', times: 1 });
  plan.add({ fault: 'cut-after', request: 'putObject' });
  const kinds = ['putObject', 'getObject', 'putObject'] as const;
  expect(kinds.map((kind) => plan.take(kind)?.fault)).toEqual([
    'throttled',
    undefined,
    'cut-after',
  ]);
});

test('counts every call that came in, by its kind', async () => {
  const { emulator, client } = await startWithClient();
  emulator.faults.set({ rules: [{ fault: 'cut-before', request: 'putObject', times: 1 }] });
  await putText(client, 'a', 'a').catch(() => undefined);
  await putText(client, 'a', 'a');
  await client.headObject(at('a'));
  await getText(client, 'a');
  expect(emulator.requests.counts()).toMatchObject({ putObject: 2, headObject: 1, getObject: 1 });
  emulator.requests.reset();
  expect(emulator.requests.count('putObject')).toBe(0);
});
