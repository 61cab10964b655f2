/**
 * `npm start`: all of the counter on one machine. Emulated Oracle Cloud, the Worker on workerd, the
 * Function behind a gateway, and a blog that counts. Ctrl-C stops it; its data stays.
 */
import { explainFileTrouble } from './file-trouble.ts';
import { type LocalCounter, startLocalCounter } from './local-counter.ts';
import { parseStartSettings, StartProblem } from './start-settings.ts';
import { stopWanted } from './stop-wanted.ts';
import { welcome } from './welcome.ts';

const ANOTHER_FOLDER =
  'take another folder (and other ports, if that one goes on): DATA_FOLDER=.data/other npm start';

async function main(): Promise<void> {
  const stopping = stopWanted();
  const settings = parseStartSettings(process.env, process.argv.slice(2));
  const print = (text: string) => console.log(text.trimEnd());
  const counter = await startLocalCounter(settings, print).catch((error: unknown) => {
    const words = explainFileTrouble(error, settings.dataFolder, ANOTHER_FOLDER);
    throw words === undefined ? error : new StartProblem(words);
  });
  console.log(welcome(counter, settings.dataFolder));
  await stopping;
  await stop(counter);
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
