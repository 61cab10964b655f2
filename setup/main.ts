/** `npm run setup`. Ends with 0, 1 when it could not be done, 2 when it was not understood, 130 after Ctrl-C. */
import { helpText, USAGE } from './help.ts';
import { parseWishes } from './options.ts';
import { SetupProblem } from './problem.ts';

const STOPPED = 'Stopped. Run it again, and it goes on from here.';

async function main(): Promise<number> {
  const parsed = parseWishes(process.argv.slice(2), process.env);
  if (parsed.kind === 'help') {
    process.stdout.write(helpText());
    return 0;
  }
  const say = (text: string) => void process.stderr.write(`${text}\n`);
  if (parsed.kind === 'wrong') {
    say(`${parsed.problem}\n\n${USAGE}\n\`npm run setup -- --help\` tells all of it.`);
    return 2;
  }
  // Each step is whole by itself or found half done by the next run, so it may end anywhere.
  process.once('SIGINT', () => {
    say(`\n${STOPPED}`);
    process.exit(130);
  });
  // Oracle's SDK takes most of a second to load: whoever asks for help does not wait for it.
  const { runSetup } = await import('./run.ts');
  try {
    await runSetup(parsed.wishes, process.env, {
      say,
      tell: (text) => void process.stdout.write(`${text}\n`),
      isTerminal: process.stdin.isTTY === true,
    });
    return 0;
  } catch (error) {
    if (!isForPeople(error)) throw error;
    say(error.message);
    return 1;
  }
}

/** Sentences of ours, and of the command line's parts that we use. */
function isForPeople(error: unknown): error is Error {
  return error instanceof SetupProblem || (error instanceof Error && error.name === 'Failure');
}

process.exitCode = await main();
