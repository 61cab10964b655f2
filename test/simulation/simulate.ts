/**
 * `npm run simulate -- --seeds N --days D [--from SEED] [--minutes M] [--with CHECK]…`: runs seeds one after the other
 * and stops at the first that breaks a promise, with the command that replays it.
 */
import { parseArgs } from 'node:util';
import { EXTRA_CHECKS } from './extra-checks.ts';
import { Simulation } from './simulation.ts';
import { Violation } from './verdict.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    days: { type: 'string', default: '1' },
    from: { type: 'string', default: '1' },
    minutes: { type: 'string' },
    with: { type: 'string', multiple: true, default: [] },
    json: { type: 'boolean', default: false },
  },
});

const first = Number(values.from);
const days = Number(values.days);
const minutes = values.minutes === undefined ? undefined : Number(values.minutes);
const count = minutes === undefined ? Number(values.seeds) : Number.POSITIVE_INFINITY;
if (![first, days, count, minutes ?? 1].every((value) => value > 0)) {
  console.error('--seeds, --days, --from and --minutes take numbers above 0');
  process.exit(2);
}

const extraChecks = EXTRA_CHECKS.filter((name) => values.with.includes(name));
if (extraChecks.length < new Set(values.with).size) {
  console.error(`--with takes ${EXTRA_CHECKS.join(', ')}`);
  process.exit(2);
}

const startedMs = performance.now();
const sums = { seeds: 0, visits: 0, acknowledged: 0, landings: 0 };
for (let seed = first; seed < first + count; seed += 1) {
  if (minutes !== undefined && performance.now() - startedMs > minutes * 60_000) break;
  const simulation = new Simulation(seed, days, extraChecks);
  try {
    const result = await simulation.run();
    sums.seeds += 1;
    sums.visits += result.visits;
    sums.acknowledged += result.acknowledged;
    sums.landings += result.landings;
    if (Number(values.seeds) === 1) console.log(`trace ${result.traceHash}`);
  } catch (error) {
    const what = error instanceof Violation ? 'a promise is broken' : 'an error';
    console.error(`seed ${seed}: ${what}: ${error instanceof Error ? error.message : error}`);
    if (Number(values.seeds) === 1) {
      console.error(error instanceof Error ? error.stack : '');
      console.error(simulation.describe());
    }
    const withExtra = extraChecks.map((name) => ` --with ${name}`).join('');
    console.error(
      `replay it: npm run simulate -- --seeds 1 --days ${days} --from ${seed}${withExtra}`,
    );
    process.exit(1);
  }
}
const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
console.log(
  `${sums.seeds} seeds: ${sums.visits} visits, ${sums.acknowledged} acknowledged, ` +
    `${sums.landings} commits, no promise broken, ${seconds} s`,
);
