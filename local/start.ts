/**
 * `npm start`: all of the counter on one machine. Emulated Oracle Cloud, the Worker on workerd, the
 * Function behind a gateway, and a page that counts. Ctrl-C stops it; its data stays.
 */
import { buildBoth } from './build.ts';
import { type LocalCounter, startLocalCounter } from './local-counter.ts';
import { parseStartSettings, StartProblem } from './start-settings.ts';
import { welcome } from './welcome.ts';

async function main(): Promise<void> {
  const settings = parseStartSettings(process.env, process.argv.slice(2));
  const stopWanted = signalled();
  console.log('Building the Worker and the Function …');
  buildBoth();
  console.log('Starting the parts …');
  const counter = await startLocalCounter(settings, (text) => console.log(text.trimEnd()));
  console.log(welcome(counter, settings.dataFolder));
  await stopWanted;
  await stop(counter);
}

/** Ctrl-C reaches npm and all of us at once, and an impatient hand presses it twice: the first one counts. */
function signalled(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => resolve());
    }
  });
}

async function stop(counter: LocalCounter): Promise<void> {
  console.log('Stopping …');
  await counter.stop();
  console.log('Stopped.');
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof StartProblem ? error.message : error);
    process.exit(1);
  },
);
