/** What the gateway's plan has made counts: a view passes network, gateway, policy and the built Function. */
import { expect, test } from 'vitest';
import { checkCounter } from '../../setup/check.ts';
import type { GatewayKnown } from '../../setup/gateway/gateway-site.ts';
import type { Facts } from '../../setup/step.ts';
import { type Oracle, startOracle } from './clouds.ts';
import { make, siteOf } from './gateway-world.ts';

/** No name server knows a gateway's host: the emulator answers for it. */
function reachable({ url: base }: Oracle, { url = '' }: Facts<GatewayKnown>): string {
  const { hostname, pathname } = new URL(url);
  return `${base}/_gateway/${hostname}${pathname}`;
}

async function visit(oracle: Oracle, known: Facts<GatewayKnown>): Promise<unknown> {
  const headers = { 'User-Agent': 'Mozilla/5.0 Firefox/140.0' };
  const answer = await fetch(`${reachable(oracle, known)}/counter?vid=somebody-1`, { headers });
  return answer.json();
}

test('goes from nothing to a counted view, and made again changes nothing', async () => {
  const oracle = await startOracle();
  const { known } = await make(await siteOf(oracle));
  const url = reachable(oracle, known);
  expect(await checkCounter(url, known.token, () => undefined)).toBe(0);
  expect(await visit(oracle, known)).toMatchObject({ ok: true, count: 1, unique: 1 });
  expect(oracle.emulator.outbox.messages()).toHaveLength(1);

  const again = await make(await siteOf(oracle));
  expect(again.made).toEqual([]);
  expect(again.known.url).toBe(known.url);
  const upgrade = await make(await siteOf(oracle, { codeTag: '1.1.0-b' }));
  expect(upgrade.made).toEqual(['image', 'function']);
  expect(await visit(oracle, upgrade.known)).toMatchObject({ count: 2, unique: 1 });
});
