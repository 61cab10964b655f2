/**
 * Callers over the rate limit. The edge's is the Workers binding of wrangler.toml, 60 a minute; the
 * Function has none of its own, since API Gateway limits callers before it is called.
 */
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { countNow, expectRefusal, OWNER, totalsIn } from './answers.ts';
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
    expect(new Set(refused.map(({ reason }) => reason))).toEqual(new Set(['rate-limit']));

    const neighbour = { headers: { 'cf-connecting-ip': '203.0.113.78' } };
    expect(await totalsIn(edge.fetch('/counter', neighbour))).not.toHaveProperty('counted');
    await expectRefusal(edge.fetch('/counter?vid=!'), 'invalid-vid');
  });

  test('is one caller with all of an IPv6 network, and with an IPv4 address in either form', async () => {
    const edge = await startForTest({ name: 'edge', start: startEdge }, LIMITED);
    const countedFrom = async (address: (request: number) => string) => {
      let counted = 0;
      for (let request = 0; request < REQUESTS; request += 1) {
        const headers = { 'cf-connecting-ip': address(request) };
        const { counted: word = true } = await totalsIn(edge.fetch('/counter', { headers }));
        if (word) counted += 1;
      }
      return counted;
    };
    // The minute may turn in the middle.
    expect(await countedFrom((i) => `2001:db8:1:2::${i.toString(16)}`)).toBeLessThanOrEqual(120);
    const forms = ['203.0.113.9', '::ffff:203.0.113.9', '::ffff:cb00:7109'];
    expect(await countedFrom((i) => forms[i % 3] ?? '')).toBeLessThanOrEqual(120);
  });

  test('may try ten wrong tokens a minute on the edge, and the right one at any time', async () => {
    const edge = await startForTest({ name: 'edge', start: startEdge });
    const wrong = () => edge.fetch('/stats?token=wrong');
    const statuses: number[] = [];
    for (let request = 0; request < 30; request += 1) statuses.push((await wrong()).status);
    const refused = statuses.filter((status) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(10);
    expect(statuses.filter((status) => status === 403).length).toBe(30 - refused.length);
    expect(statuses.slice(0, 10)).toEqual(Array(10).fill(403));
    await expectRefusal(wrong(), 'too-many-requests');
    expect((await edge.fetch('/stats', OWNER)).status).toBe(200);
    const neighbour = { headers: { 'cf-connecting-ip': '203.0.113.78' } };
    await expectRefusal(edge.fetch('/stats?token=wrong', neighbour), 'forbidden');
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
