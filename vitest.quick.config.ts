/** The quick run, in under 15 seconds on two cores: `npm run test:quick`, with a path for one file. */
import { configDefaults, defineConfig } from 'vitest/config';
import { NOT_QUICK } from './test/support/quick-tests.ts';
import everything from './vitest.config.ts';

export default defineConfig({
  ...everything,
  test: {
    ...everything.test,
    exclude: [...configDefaults.exclude, ...NOT_QUICK],
    // No quick test changes a global for good, so files share threads: half the time.
    isolate: false,
    pool: 'threads',
  },
});
