/** What wrangler.toml says to Cloudflare beside the bindings, as wrangler itself reads it. */
import { expect, test } from 'vitest';
import { unstable_readConfig as readConfig } from 'wrangler';

const config = readConfig({ config: 'wrangler.toml' });

test('keeps no log of requests, whose addresses hold visitors’ ids and may hold the token', () => {
  expect(config.observability).toMatchObject({
    enabled: true,
    redact_query_string: true,
    logs: { enabled: true, invocation_logs: false },
    traces: { enabled: false },
  });
  expect(config.logpush ?? false).toBe(false);
  expect(config.tail_consumers ?? []).toEqual([]);
});

test('names no secret', () => {
  const secrets = /SALT|TOKEN|OCID|KEY/;
  expect(Object.keys(config.vars).filter((name) => secrets.test(name))).toEqual([]);
});

test('keeps variables that were set elsewhere, and has no blank one to put in their place', () => {
  expect(config.keep_vars).toBe(true);
  expect(Object.entries(config.vars).filter(([, value]) => value === '')).toEqual([]);
});
