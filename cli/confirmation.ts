/** A question that a person answers with y; anything else is a no, the end of the input too. */
import { createInterface } from 'node:readline/promises';

export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream;
}

/** Undefined where there is no terminal, so that nobody can be asked. */
export async function confirm(
  question: string,
  { input, output }: Terminal,
): Promise<boolean | undefined> {
  if (input.isTTY !== true) return undefined;
  const prompt = createInterface({ input, output, terminal: true });
  const closed = Promise.withResolvers<string>();
  prompt.once('close', () => closed.resolve(''));
  // Ctrl+C and Ctrl+D reject the question, or close the prompt and leave it open (Node 20 to 24 differ).
  const answered = prompt.question(question).catch(() => '');
  const answer = await Promise.race([answered, closed.promise]);
  prompt.close();
  const isYes = /^y(es)?$/i.test(answer.trim());
  if (answer === '') output.write('\n');
  return isYes;
}
