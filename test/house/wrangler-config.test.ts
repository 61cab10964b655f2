/** What wrangler.toml says to Cloudflare beside the bindings, as wrangler itself reads it. */
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, test } from 'vitest';
import { unstable_readConfig as readConfig } from 'wrangler';
import { parseSettings } from '../../shared/settings/settings.ts';

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

test('lets the Worker run first for visits and the landing page, and never for files', () => {
  expect(config.assets).toMatchObject({
    binding: 'ASSETS',
    html_handling: 'none',
    run_worker_first: ['/counter', '/landing.html'],
  });
  expect(config.assets?.not_found_handling ?? 'none').toBe('none');
});

test('names no variable that a deployment would put over the owner’s, and keeps those', () => {
  expect(config.keep_vars).toBe(true);
  expect(config.vars).toEqual({});
});

describe('what the Deploy to Cloudflare button asks for', () => {
  const asked = parseEnv(readFileSync('.dev.vars.example', 'utf8'));
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly cloudflare: { readonly bindings: Readonly<Record<string, object>> };
    readonly scripts: Readonly<Record<string, string>>;
  };

  test('is what the edge cannot count without, and the token', () => {
    const counts = { REPORT_TOKEN: 'x'.repeat(16), SALT: 'y'.repeat(32) };
    const parsed = parseSettings(counts, 'edge');
    const missing = parsed.ok ? '' : parsed.problems.join(' ');
    const needed = missing.match(/\bOCI_[A-Z_]+\b/g) ?? [];
    expect(needed).toHaveLength(5);
    expect(Object.keys(asked).sort()).toEqual([...needed, ...Object.keys(counts)].sort());
  });

  test('has no example that could be taken for a value', () => {
    expect(Object.entries(asked).filter(([, value]) => value !== '')).toEqual([]);
    expect(parseSettings(asked, 'edge').ok).toBe(false);
  });

  test('has a description each', () => {
    expect(Object.keys(manifest.cloudflare.bindings).sort()).toEqual(Object.keys(asked).sort());
  });

  test('is deployed by a script that builds before', () => {
    expect(manifest.scripts.predeploy).toContain('build:assets');
    expect(manifest.scripts.deploy).toMatch(/^wrangler deploy/);
  });
});
