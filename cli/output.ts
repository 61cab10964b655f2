/** What a command found: JSON for programs, lines for people. Progress goes to the error output. */

export interface Output {
  /** The result: exactly one for each command. */
  readonly result: (json: unknown, text: string) => void;
  readonly progress: (text: string) => void;
}

export function createOutput(asJson: boolean): Output {
  return {
    result: (json, text) => {
      process.stdout.write(asJson ? `${JSON.stringify(json)}\n` : `${text.trimEnd()}\n`);
    },
    progress: (text) => {
      if (!asJson) process.stderr.write(`${text}\n`);
    },
  };
}
