import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Choice, EVERYTHING, explore, type System } from './explorer.ts';

/** A process adds to cells, one after the other; what it added is its own. */
type Program = readonly { readonly cell: number; readonly amount: number }[];

/** Programs over shared cells, whose values are bounded so that the order of additions matters. */
class Cells implements System {
  readonly #programs: readonly Program[];
  readonly #cells: number[] = [1, 1, 1];
  readonly #done: number[];
  readonly #forbidden: string | undefined;
  readonly #sees: (state: string) => void;
  readonly #independence: boolean;

  constructor(
    programs: readonly Program[],
    sees: (state: string) => void,
    { independence = true, forbidden }: { independence?: boolean; forbidden?: string } = {},
  ) {
    this.#programs = programs;
    this.#done = programs.map(() => 0);
    this.#sees = sees;
    this.#independence = independence;
    this.#forbidden = forbidden;
  }

  choices(): Choice[] {
    return this.#programs.flatMap((program, index) => {
      const step = program[this.#done[index] ?? 0];
      if (step === undefined) return [];
      const touches = [`program ${index}`, `cell ${step.cell}`];
      const take = () => {
        this.#done[index] = (this.#done[index] ?? 0) + 1;
        this.#cells[step.cell] = ((this.#cells[step.cell] ?? 0) * 3 + step.amount) % 5;
      };
      return [
        { name: `program ${index}`, touches: this.#independence ? touches : [EVERYTHING], take },
      ];
    });
  }

  key(): string {
    return JSON.stringify([this.#cells, this.#done]);
  }

  check(): void {
    this.#sees(this.key());
    if (this.key() === this.#forbidden) throw new Error('forbidden');
  }
}

const programs = fc.array(
  fc.array(
    fc.record({ cell: fc.integer({ min: 0, max: 2 }), amount: fc.integer({ min: 1, max: 4 }) }),
    {
      maxLength: 4,
    },
  ),
  { minLength: 1, maxLength: 3 },
);

async function statesOf(program: readonly Program[], independence: boolean) {
  const states = new Set<string>();
  const sees = (state: string) => states.add(state);
  const exploration = await explore(() => new Cells(program, sees, { independence }));
  return { states, exploration };
}

describe('the explorer', () => {
  test('reaches the same states, whether or not it leaves out orders that come to the same', async () => {
    await fc.assert(
      fc.asyncProperty(programs, async (program) => {
        const every = await statesOf(program, false);
        const fewer = await statesOf(program, true);
        expect(fewer.states).toEqual(every.states);
        expect(fewer.exploration.states).toBe(every.exploration.states);
        expect(fewer.exploration.ends).toBe(every.exploration.ends);
        expect(fewer.exploration.steps).toBeLessThanOrEqual(every.exploration.steps);
      }),
      { numRuns: 200 },
    );
  });

  test('takes one order of steps that share nothing, and both of those that do', async () => {
    const apart = [[{ cell: 0, amount: 1 }], [{ cell: 1, amount: 1 }]];
    const together = [[{ cell: 0, amount: 1 }], [{ cell: 0, amount: 2 }]];
    expect((await statesOf(apart, true)).exploration).toMatchObject({ steps: 3, ends: 1 });
    expect((await statesOf(together, true)).exploration).toMatchObject({ steps: 4, ends: 2 });
  });

  test('tells a schedule that leads to whatever state is forbidden', async () => {
    await fc.assert(
      fc.asyncProperty(programs, fc.nat(), async (program, pick) => {
        const { states } = await statesOf(program, false);
        const forbidden = [...states][pick % states.size] ?? '';
        const create = () => new Cells(program, () => undefined, { forbidden });
        const { counterExample } = await explore(create);
        expect(counterExample?.problem).toBe('forbidden');
        const system = create();
        for (const name of counterExample?.schedule ?? []) {
          system
            .choices()
            .find((choice) => choice.name === name)
            ?.take();
        }
        expect(system.key()).toBe(forbidden);
      }),
      { numRuns: 100 },
    );
  });
});
