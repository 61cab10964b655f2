/**
 * Starts the longest files first, so that none of them runs alone at the end; what works beside what waits.
 * A clone that has never run them does not know which these are. No test depends on any order.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The first works without a pause for as long as the next two, which mostly wait. */
const LONGEST = [
  'test/model/model.test.ts',
  'test/crash/kill.test.ts',
  'test/start/start.test.ts',
  'test/cli/cli.test.ts',
  'test/runtime/outages.test.ts',
  'test/simulation/mutants.test.ts',
  'test/runtime/documents.test.ts',
  'test/browser/pages.test.ts',
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const placeOf = ({ moduleId }: TestSpecification) => {
      const place = LONGEST.findIndex((name) => moduleId.endsWith(name));
      return place < 0 ? LONGEST.length : place;
    };
    return sorted.sort((first, second) => placeOf(first) - placeOf(second));
  }
}
