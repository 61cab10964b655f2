/** What a command found: JSON for programs, lines for people. All else goes to the error output. */

export interface Output {
  /** The result: exactly one for each command. */
  readonly result: (json: unknown, text: string) => void;
  /** What did not go well: JSON on the standard output, where a program looks for it. */
  readonly failure: (error: string, cause: string, more?: object) => void;
  /** What a person must read before they answer, even when the result goes to a program. */
  readonly say: (text: string) => void;
  /** Progress of what takes long. */
  readonly progress: (text: string) => void;
}

export function createOutput(asJson: boolean): Output {
  const print = (json: unknown, text: string) =>
    void process.stdout.write(asJson ? `${JSON.stringify(json)}\n` : `${text.trimEnd()}\n`);
  const say = (text: string) => void process.stderr.write(`${text}\n`);
  return {
    result: print,
    failure: (error, cause, more = {}) =>
      asJson ? print({ ok: false, error, cause, ...more }, '') : say(`${error}: ${cause}`),
    say,
    progress: (text) => (asJson ? undefined : say(text)),
  };
}
