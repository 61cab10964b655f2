/** Runs the contracts of good and of spoiled documents on both runtimes. */
import { describeDocuments } from './documents.contract.ts';
import { RUNTIMES } from './runtimes.ts';
import { describeSpoiledDocuments } from './spoiled-documents.contract.ts';

for (const kind of RUNTIMES) {
  describeDocuments(kind);
  describeSpoiledDocuments(kind);
}
