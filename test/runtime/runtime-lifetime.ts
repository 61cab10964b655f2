/** A runtime for all tests of a describe block, or for one test alone; closed when they are done. */
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import type { Runtime, RuntimeKind, RuntimeOptions } from './runtimes.ts';

/** Started before the first test of the block, so that they share its document. */
export function useRuntime(kind: RuntimeKind, options?: RuntimeOptions): () => Runtime {
  let runtime: Runtime | undefined;
  beforeAll(async () => {
    runtime = await kind.start(options);
  });
  afterAll(async () => {
    await runtime?.close();
  });
  return () => {
    if (runtime === undefined) throw new Error('the runtime runs inside tests only');
    return runtime;
  };
}

/** Fresh, with a document of its own. A concurrent test hands in the hook of its own context. */
export async function startForTest(
  kind: RuntimeKind,
  options?: RuntimeOptions,
  onFinished: typeof onTestFinished = onTestFinished,
): Promise<Runtime> {
  const runtime = await kind.start(options);
  onFinished(() => runtime.close());
  return runtime;
}
