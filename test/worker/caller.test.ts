/** Whom the rate limit counts as one caller. */
import { expect, test } from 'vitest';
import { callerOf } from '../../worker/caller.ts';

test.each([
  ['203.0.113.77', '203.0.113.77'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::6', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002:ffff:ffff:ffff:ffff', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:db8:1:3::6', '2001:db8:1:3::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['::ffff:203.0.113.77', '203.0.113.77'],
  ['::FFFF:cb00:714d', '203.0.113.77'],
  ['0:0:0:0:0:ffff:203.0.113.77', '203.0.113.77'],
  ['::ffff:0:1', '0.0.0.1'],
  ['not an address', 'not an address'],
  ['1:2:3', '1:2:3'],
])('%s asks as %s', (address, caller) => {
  expect(callerOf(address)).toBe(caller);
});

test('150 addresses of one network are one caller', () => {
  const callers = Array.from({ length: 150 }, (_, index) => callerOf(`2001:db8:7:8::${index}`));
  expect(new Set(callers).size).toBe(1);
});
