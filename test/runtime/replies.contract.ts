/** What the routes answer when all is well. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { startForTest } from './runtime-lifetime.ts';
import type { RuntimeKind } from './runtimes.ts';

export function describeReplies(kind: RuntimeKind): void {
  describe(`replies of the ${kind.name}`, () => {
    test('count a visit and its visitor', async () => {
      const { fetch } = await startForTest(kind);
      const beforeS = Math.floor(Date.now() / 1000);
      const vid = randomUUID();
      const first = await fetch(`/counter?vid=${vid}`);
      expect(first.status).toBe(200);
      expect(first.headers.get('content-type')).toBe('application/json');
      const reply = await first.json();
      expect(reply).toEqual({ ok: true, count: 1, unique: 1, updatedAt: expect.any(Number) });
      expect(reply.updatedAt).toBeGreaterThanOrEqual(beforeS);
      expect(await (await fetch(`/counter?vid=${vid}`)).json()).toMatchObject({
        count: 2,
        unique: 1,
      });
      expect(await (await fetch('/counter')).json()).toMatchObject({ count: 3, unique: 1 });
      expect(await (await fetch('/totals')).json()).toMatchObject({
        ok: true,
        count: 3,
        unique: 1,
      });
    });
  });
}
