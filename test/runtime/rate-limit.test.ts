/**
 * Callers over the rate limit. The edge's is the Workers binding of wrangler.toml, 60 a minute; the
 * Function has none of its own, since API Gateway limits callers before it is called.
 */
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { countNow, expectRefusal, totalsIn } from './answers.ts';
import { startEdge } from './edge-runtime.ts';
import { startGatewayRuntime } from './gateway-runtime.ts';
import { startForTest } from './runtime-lifetime.ts';

/** Its default is `on`; the fixture's is `off`. */
const LIMITED = { settings: { RATE_LIMIT: undefined } };

/** More than two minutes' worth: the minute may turn in the middle. */
const REQUESTS = 130;

describe('a caller over the rate limit', () => {
  test('is told the totals on the edge, and counts nothing, while others count', async () => {
    const edge = await startForTest({ name: 'edge', start: startEdge }, LIMITED);
    const replies = [];
    for (let request = 0; request < REQUESTS; request += 1) {
      replies.push(await totalsIn(edge.fetch('/counter')));
    }
    const refused = replies.filter(({ counted }) => counted === false);
    expect(refused.length).toBeGreaterThanOrEqual(REQUESTS - 120);
    expect(refused.length).toBeLessThanOrEqual(REQUESTS - 60);
    expect(await countNow(edge)).toBe(REQUESTS - refused.length);

    const neighbour = { headers: { 'cf-connecting-ip': '203.0.113.78' } };
    expect(await totalsIn(edge.fetch('/counter', neighbour))).not.toHaveProperty('counted');
    await expectRefusal(edge.fetch('/counter?vid=!'), 'invalid-vid');
  });

  test('is the business of API Gateway before the Function, whose specification limits callers', async () => {
    const gateway = await startForTest({ name: 'gateway', start: startGatewayRuntime }, LIMITED);
    for (let request = 0; request < 70; request += 1) await totalsIn(gateway.fetch('/counter'));
    expect(await countNow(gateway)).toBe(70);

    const specification = JSON.parse(await readFile('docs/gateway-spec.json', 'utf8'));
    expect(specification.requestPolicies.rateLimiting).toEqual({
      rateInRequestsPerSecond: expect.any(Number),
      rateKey: 'CLIENT_IP',
    });
  });
});
