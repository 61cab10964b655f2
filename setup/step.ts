/**
 * A plan as a list of steps, each of which looks at what is there and makes only what is missing. A step
 * looks again right before it makes: so a run that broke off anywhere is simply run again.
 */

/** What steps have found and made so far; later ones build on it. */
export type Facts<Known> = Readonly<Partial<Known>>;

export type Look<Known> =
  | {
      readonly kind: 'there';
      readonly tells: string;
      readonly known?: Facts<Known>;
      /** What setup did not make, it does not take away. */
      readonly foreign?: true;
    }
  | {
      readonly kind: 'missing';
      readonly plan: string;
      /** Lines below it, such as a policy's statements. */
      readonly details?: readonly string[];
      readonly known?: Facts<Known>;
    };

export interface Step<Known> {
  readonly name: string;
  readonly look: (known: Facts<Known>) => Promise<Look<Known>>;
  readonly make: (known: Facts<Known>) => Promise<Facts<Known>>;
  /** Absent: it goes with something else, or stays. */
  readonly remove?: (known: Facts<Known>) => Promise<void>;
}

/** The same step, but left alone by a removal while something else of ours still needs what it made. */
export function keptWhile<Known>(
  step: Step<Known>,
  isNeeded: (known: Facts<Known>) => Promise<boolean>,
): Step<Known> {
  return {
    ...step,
    async look(known) {
      const look = await step.look(known);
      if (look.kind === 'missing' || !(await isNeeded({ ...known, ...look.known }))) return look;
      return { ...look, foreign: true };
    },
  };
}

export interface Entry<Known> {
  readonly step: Step<Known>;
  readonly look: Look<Known>;
}

export interface Plan<Known> {
  readonly entries: readonly Entry<Known>[];
  readonly known: Facts<Known>;
}

/** Hears what happens as it does: `begins` before a step is made or removed, `ends` after it. */
export interface Progress {
  readonly begins: (step: string, text: string) => void;
  readonly ends: (step: string) => void;
}

/** Changes nothing. A step whose ground is not there yet says what it will make. */
export async function lookAtAll<Known>(
  steps: readonly Step<Known>[],
  first: Facts<Known>,
): Promise<Plan<Known>> {
  let known = first;
  const entries: Entry<Known>[] = [];
  for (const step of steps) {
    const look = await step.look(known);
    known = { ...known, ...look.known };
    entries.push({ step, look });
  }
  return { entries, known };
}

export function missing<Known>({ entries }: Plan<Known>): readonly Entry<Known>[] {
  return entries.filter(({ look }) => look.kind === 'missing');
}

/** Makes what is missing, in order. @returns what is known then, and the names of the steps that made something. */
export async function makeAll<Known>(
  steps: readonly Step<Known>[],
  first: Facts<Known>,
  progress: Progress,
): Promise<{ readonly known: Facts<Known>; readonly made: readonly string[] }> {
  let known = first;
  const made: string[] = [];
  for (const step of steps) {
    const look = await step.look(known);
    known = { ...known, ...look.known };
    if (look.kind === 'there') continue;
    progress.begins(step.name, look.plan);
    known = { ...known, ...(await step.make(known)) };
    progress.ends(step.name);
    made.push(step.name);
  }
  return { known, made };
}

/** What can be taken away, the last made first. */
export function removable<Known>({ entries }: Plan<Known>): readonly Entry<Known>[] {
  return entries
    .filter(({ look, step }) => look.kind === 'there' && !look.foreign && step.remove !== undefined)
    .toReversed();
}

export async function removeAll<Known>(plan: Plan<Known>, progress: Progress): Promise<void> {
  for (const { look, step } of removable(plan)) {
    progress.begins(step.name, look.kind === 'there' ? look.tells : '');
    await step.remove?.(plan.known);
    progress.ends(step.name);
  }
}

/** A line for each step, and the details of what would be made. */
export function planText<Known>({ entries }: Plan<Known>): string {
  const width = Math.max(...entries.map(({ step }) => step.name.length));
  return entries
    .flatMap(({ look, step }) => {
      const name = step.name.padEnd(width);
      if (look.kind === 'there') return [`  there  ${name}  ${look.tells}`];
      const details = (look.details ?? []).map((line) => `           ${line}`);
      return [`  make   ${name}  ${look.plan}`, ...details];
    })
    .join('\n');
}
