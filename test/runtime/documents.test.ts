/** Runs the contracts of the stored document on both runtimes: good ones, spoiled ones, failing writes. */
import { describe } from 'vitest';
import { describeDocuments } from './documents.contract.ts';
import { useRuntime } from './runtime-lifetime.ts';
import { RUNTIMES } from './runtimes.ts';
import { describeSpoiledDocuments } from './spoiled-documents.contract.ts';
import { describeWrites } from './writes.contract.ts';

describe.each(RUNTIMES)('$name', (kind) => {
  const runtime = useRuntime(kind);
  describeDocuments(kind, runtime);
  describeWrites(kind, runtime);
  describeSpoiledDocuments(kind);
});
