import { expect, test } from 'vitest';
import { CallerRateLimiter } from '../../worker/caller-rate-limiter.ts';
import { RecordingLog } from '../doubles/recording-log.ts';

const request = new Request('https://counter.test/counter', {
  headers: { 'cf-connecting-ip': '203.0.113.77' },
});

test('a limit that is out of order lets visits count, and says so without the address', async () => {
  const log = new RecordingLog();
  const broken = { limit: () => Promise.reject(new TypeError('203.0.113.77 is too much')) };
  expect(await new CallerRateLimiter(broken, log).allows(request)).toBe(true);
  expect(log.names).toEqual(['rate-limiter-failed']);
  expect(JSON.stringify(log.events)).not.toContain('203.0.113.77');
});

test('a caller over the limit may not count', async () => {
  const full = { limit: async () => ({ success: false }) };
  expect(await new CallerRateLimiter(full, new RecordingLog()).allows(request)).toBe(false);
});
