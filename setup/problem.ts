/** What stops a setup, as one sentence with the next step in it. Nothing that was made is lost by it. */

export class SetupProblem extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'SetupProblem';
  }
}
