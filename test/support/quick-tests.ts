/**
 * Which tests the quick run leaves out: those that start a runtime, a browser or another process, that read
 * what a build has made, or that compute for long. test/house/quick-run.test.ts holds the list to that.
 */
export const NOT_QUICK: readonly string[] = [
  'test/{browser,contract,crash,emulator,function,rows-written,runtime,start}/**',
  'test/setup/{cloudflare,clouds,edge-plan,gateway-plan,gateway-views,old-function,setup}.test.ts',
  'test/cli/{cli,recovery,remote-counter,restore-drill}.test.ts',
  'test/house/{ambient-values,deploy-guide,install,sizes,workflows,wrangler-config}.test.ts',
  'test/{model,simulation}/**',
  'test/commit/crowds.test.ts',
  'test/journal/{flushes,full-bytes,full-journal}.test.ts',
  'test/counter/{hyperloglog-error,top-table-rule}.test.ts',
  'test/oci/sign-request.test.ts',
];
