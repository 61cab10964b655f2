/**
 * `npm run model -- direct|refusals|vanishing|dates|copies|eviction|double [--fine]`: explores one model and prints what it found; exits
 * with 1 at a broken promise, after the schedule that leads there. Its bounds are the ones of `npm test`.
 */
import { parseArgs } from 'node:util';
import { DirectModel } from './direct-model.ts';
import { describeExploration, explore, type System } from './explorer.ts';
import { JournalModel } from './journal-model.ts';
import type { Bounds } from './model-store.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { fine: { type: 'boolean', default: false } },
});
const grain = values.fine ? 'fine' : 'coarse';
/** One answer that never comes, whose write may land at any later time. */
const STILL: Bounds = {
  lostAnswersMax: 1,
  minutesMax: 0,
  deadlinesMax: 0,
  refusalsMax: 0,
  vanishesMax: 0,
  jumpsMax: 0,
  grain,
};
const journal = (restart: 'eviction' | 'double') => () =>
  new JournalModel({
    ...STILL,
    restart,
    restartsMax: 1,
    copiesMax: 0,
    edgeVisits: [1, 2],
    gatewayVisits: [3],
  });

const MODELS: Readonly<Record<string, () => System>> = {
  direct: () => new DirectModel({ ...STILL, minutesMax: 1 }, [[1], [2, 3]]),
  refusals: () => new DirectModel({ ...STILL, deadlinesMax: 1, refusalsMax: 1 }, [[1], [2]]),
  vanishing: () => new DirectModel({ ...STILL, vanishesMax: 1 }, [[1], [2]]),
  dates: () => new DirectModel({ ...STILL, jumpsMax: 1 }, [[1], [2, 3]]),
  copies: () =>
    new JournalModel({
      ...STILL,
      lostAnswersMax: 0,
      vanishesMax: 1,
      restart: 'eviction',
      restartsMax: 0,
      copiesMax: 1,
      edgeVisits: [1, 2],
      gatewayVisits: [],
    }),
  eviction: journal('eviction'),
  double: journal('double'),
};

const [name = ''] = positionals;
const create = MODELS[name];
if (create === undefined) {
  console.error(`Name a model: ${Object.keys(MODELS).join(', ')}.`);
  process.exit(2);
}
const exploration = await explore(create);
console.log(describeExploration(name, exploration));
process.exitCode = exploration.counterExample === undefined ? 0 : 1;
