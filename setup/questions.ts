/** Asks a person in the terminal. Where there is none, or with --yes, each question has its default. */
import { createInterface } from 'node:readline/promises';
import { SetupProblem } from './problem.ts';

export interface Question {
  readonly text: string;
  /** Taken when the answer is empty. Absent: it must be answered. */
  readonly fallback?: string | undefined;
  /** Why an answer will not do; it is asked again then. */
  readonly problem?: (answer: string) => string | undefined;
  /** How it can be given without being asked. */
  readonly option: string;
}

export interface Asker {
  readonly ask: (question: Question) => Promise<string>;
  readonly confirm: (text: string, fallback: boolean) => Promise<boolean>;
}

/** A person who gives no usable answer so often has something else in mind. */
const ATTEMPTS_MAX = 5;

/** Answers with the defaults alone. @throws SetupProblem where there is none */
export const defaultAnswers: Asker = {
  async ask({ fallback, option, problem, text }) {
    if (fallback === undefined) {
      throw new SetupProblem(`${text} is not known, and nobody can be asked: give ${option}.`);
    }
    const reason = problem?.(fallback);
    if (reason !== undefined) throw new SetupProblem(`${text}: ${reason}; give ${option}.`);
    return fallback;
  },
  confirm: async () => true,
};

export function terminalAsker(): Asker {
  return {
    async ask(question) {
      const shown = question.fallback ? ` [${question.fallback}]` : '';
      for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
        const line = await readLine(`${question.text}${shown}: `);
        const answer = line === '' ? question.fallback : line;
        const reason = answer === undefined ? 'please answer' : question.problem?.(answer);
        if (reason === undefined && answer !== undefined) return answer;
        process.stderr.write(`  ${reason}\n`);
      }
      throw new SetupProblem(
        `${question.text} was not answered: run it again, or give ${question.option}.`,
      );
    },
    async confirm(text, fallback) {
      const answer = await readLine(`${text} ${fallback ? '[Y/n]' : '[y/N]'} `);
      return answer === '' ? fallback : /^y(es)?$/i.test(answer);
    },
  };
}

async function readLine(prompt: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const closed = Promise.withResolvers<undefined>();
  terminal.once('close', () => closed.resolve(undefined));
  const answer = await Promise.race([
    terminal.question(prompt).catch(() => undefined),
    closed.promise,
  ]);
  terminal.close();
  if (answer === undefined) {
    throw new SetupProblem(
      'Stopped: nothing is half done. Run it again, and it goes on from here.',
    );
  }
  return answer.trim();
}
