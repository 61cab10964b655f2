/** The token: a plus that arrives as a space, and how many wrong ones an address may try. */
import { expect, test } from 'vitest';
import type { RateLimiter } from '../../shared/ports.ts';
import { memorySite } from '../doubles/memory-site.ts';

const TOKEN = 'a+b/c+d=';
const GUARDED = ['/report', '/stats', '/document', '/health?deep=1'];

class Limiter implements RateLimiter {
  asked = 0;
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  async allows(): Promise<boolean> {
    this.asked += 1;
    return this.asked <= this.#max;
  }
}

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

test.each([TOKEN, 'a%2Bb/c+d=', 'a%20b/c%20d=', encodeURIComponent(TOKEN)])(
  'the token is right as ?token=%s',
  async (query) => {
    const { ask } = await memorySite({ REPORT_TOKEN: TOKEN });
    expect((await ask(`/stats?token=${query}`)).status).toBe(200);
    expect((await ask(`/stats?token=${query}x`)).status).toBe(403);
  },
);

test('a header carries a plus as it is, so that a space is wrong there', async () => {
  const { ask } = await memorySite({ REPORT_TOKEN: TOKEN });
  expect((await ask('/stats', bearer(TOKEN))).status).toBe(200);
  expect((await ask('/stats', bearer(TOKEN.replace('+', ' ')))).status).toBe(403);
});

test.each(GUARDED)('too many wrong tokens for %s are told so', async (path) => {
  const limiter = new Limiter(2);
  const { ask } = await memorySite({ REPORT_TOKEN: TOKEN }, { tokenLimiter: limiter });
  for (const status of [403, 403, 429, 429]) {
    const answer = await ask(path, bearer('wrong'));
    expect(answer.status).toBe(status);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('retry-after')).toBe(status === 429 ? '60' : null);
  }
  const answer = await ask(path, bearer('wrong'));
  expect(await answer.json()).toEqual({ ok: false, error: 'too-many-requests' });
});

test('the right token always passes, and asks no limit; nor does none at all', async () => {
  const limiter = new Limiter(0);
  const { ask } = await memorySite({ REPORT_TOKEN: TOKEN }, { tokenLimiter: limiter });
  expect((await ask('/stats', bearer('wrong'))).status).toBe(429);
  expect((await ask('/stats', bearer(TOKEN))).status).toBe(200);
  expect((await ask('/stats')).status).toBe(403);
  expect(limiter.asked).toBe(1);
});
