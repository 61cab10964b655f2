/** The Function without a gateway before it: `fn invoke`, bare or with a visitor's id as JSON. */
import { describe, expect, test } from 'vitest';
import { totalsIn } from './answers.ts';
import { startGatewayRuntime } from './gateway-runtime.ts';
import { useRuntime } from './runtime-lifetime.ts';

const INVALID = { ok: false, error: 'invalid-vid' };

const REFUSED = [
  '{"vid":"short"}',
  `{"vid":"${'a'.repeat(65)}"}`,
  '{"vid":42}',
  '{"vid":null}',
  '{"vid":["v-12345678"]}',
  '[]',
  'null',
  '"v-12345678"',
  'v-12345678',
  '{"vid":',
  '\u0000\u00ff',
];

describe('an invocation of the Function', () => {
  const runtime = useRuntime({ name: 'gateway', start: startGatewayRuntime });
  const invoke = async (body: string) => await runtime().invoke?.(body);
  const totals = async () => await totalsIn(runtime().fetch('/totals'));

  test.each(['', ' \n', '{}', '{"vid":""}', '{"name":"somebody"}'])(
    'with the body %j counts a view by nobody known',
    async (body) => {
      const { count, unique } = await totals();
      expect(await invoke(body)).toMatchObject({ ok: true, count: count + 1, unique });
    },
  );

  test('with a visitor id counts that visitor, whom the gateway knows again', async () => {
    const { count, unique } = await totals();
    const told = { ok: true, count: count + 1, unique: unique + 1 };
    expect(await invoke('{"vid":"v-12345678"}')).toMatchObject(told);
    const again = await totalsIn(runtime().fetch('/counter?vid=v-12345678'));
    expect(again).toMatchObject({ count: count + 2, unique: unique + 1 });
  });

  test.each(REFUSED)('with %j is refused, and counts nothing', async (body) => {
    const { count } = await totals();
    expect(await invoke(body)).toEqual(INVALID);
    expect((await totals()).count).toBe(count);
  });

  test('with 5 MB is refused, and the next one counts', async () => {
    const { count } = await totals();
    expect(await invoke('x'.repeat(5 * 1024 * 1024))).toEqual(INVALID);
    expect(await invoke('')).toMatchObject({ ok: true, count: count + 1 });
  });
});
