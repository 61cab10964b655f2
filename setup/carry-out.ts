/** Shows a plan to a person, and makes it or takes it away once they agree. */
import type { Console, Run } from './run-context.ts';
import {
  type Facts,
  lookAtAll,
  makeAll,
  missing,
  type Progress,
  planText,
  removable,
  removeAll,
  type Step,
} from './step.ts';

/** Shows the plan and does it. @returns what is known then; undefined when nothing was to be done. */
export async function carryOut<Known>(
  { asker, console, wishes }: Run,
  steps: readonly Step<Known>[],
  first: Facts<Known>,
  beforeIt: () => void,
): Promise<Facts<Known> | undefined> {
  console.say('Looking at what is there …');
  const plan = await lookAtAll(steps, first);
  const count = missing(plan).length;
  console.say(`\nThe plan:\n\n${planText(plan)}\n`);
  if (wishes.dryRun) {
    console.tell(count === 0 ? 'Nothing to change.' : `${count} to make. Nothing was changed.`);
    return undefined;
  }
  if (count === 0) {
    console.tell('Nothing to change: all of it is there.');
    return plan.known;
  }
  if (!(await asker.confirm(`Make ${count === 1 ? 'it' : `these ${count}`}?`, true))) {
    console.tell('Nothing was changed.');
    return undefined;
  }
  beforeIt();
  return (await makeAll(steps, first, progressOn(console))).known;
}

/** @returns whether it was done. */
export async function takeAway<Known>(
  { asker, console, wishes }: Run,
  steps: readonly Step<Known>[],
  first: Facts<Known>,
): Promise<boolean> {
  console.say('Looking at what is there …');
  const plan = await lookAtAll(steps, first);
  const named = removable(plan);
  if (named.length === 0) {
    console.tell('There is nothing of it left to take away.');
    return false;
  }
  const lines = named.map(
    ({ look, step }) => `  ${step.name}  ${look.kind === 'there' ? look.tells : ''}`,
  );
  console.say(`\nThis goes away:\n\n${lines.join('\n')}\n`);
  const kept = wishes.withData ? 'The document goes with it.' : 'Bucket and document stay.';
  if (wishes.dryRun) {
    console.tell(`Nothing was changed. ${kept}`);
    return false;
  }
  if (!(await asker.confirm(`${kept} Take it away?`, false))) {
    console.tell('Nothing was changed.');
    return false;
  }
  await removeAll(plan, progressOn(console));
  console.tell(`Taken away. ${kept}`);
  return true;
}

function progressOn({ say }: Console): Progress {
  let startedMs = Date.now();
  return {
    begins(step, text) {
      startedMs = Date.now();
      say(`${step}: ${text} …`);
    },
    ends: (step) => say(`${step}: done (${((Date.now() - startedMs) / 1000).toFixed(1)} s)`),
  };
}
