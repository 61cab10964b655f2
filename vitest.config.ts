/** One run for all tests. Files run three at a time on the two cores of the machines that run them: many wait. */
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // Tests that say so: they wait for time-outs, not for the processor.
    maxConcurrency: 8,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 5_000 } },
    // The Workers runtime would ask Cloudflare where it is, and wrangler would report its use.
    env: { CLOUDFLARE_CF_FETCH_ENABLED: 'false', WRANGLER_SEND_METRICS: 'false' },
    reporters: ['default', './test/support/tally-reporter.ts'],
  },
});
