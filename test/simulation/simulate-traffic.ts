/** `npm run simulate:traffic -- [--days D] [--budget N]`: prints the table of docs/decisions/flush-budget.md. */
import { parseArgs } from 'node:util';
import { TRAFFIC_SHAPES, TrafficYear } from './traffic-year.ts';

const { values } = parseArgs({
  options: {
    days: { type: 'string', default: '365' },
    budget: { type: 'string', default: '45000' },
  },
});
const days = Number(values.days);
const budget = Number(values.budget);
if (!(days > 0 && budget > 0)) {
  console.error('--days and --budget take numbers above 0');
  process.exit(2);
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
console.log(
  '| traffic | edge requests a month, most | with the gateway | staleness: median | p99 | max |',
);
console.log('| --- | ---: | ---: | ---: | ---: | ---: |');
for (const shape of TRAFFIC_SHAPES) {
  const year = new TrafficYear(shape, Date.UTC(2027, 0, 1), days, budget);
  const { edgeRequests, allRequests, staleness } = await year.run();
  const most = Math.max(...edgeRequests.values());
  const mostOfAll = Math.max(...allRequests.values());
  console.log(
    `| ${shape.name} | ${most.toLocaleString('en')} | ${mostOfAll.toLocaleString('en')} ` +
      `| ${seconds(staleness.medianMs)} | ${seconds(staleness.p99Ms)} | ${seconds(staleness.maxMs)} |`,
  );
  if (most > budget) {
    console.error(`${shape.name}: ${most} requests in a month, of ${budget}`);
    process.exitCode = 1;
  }
}
