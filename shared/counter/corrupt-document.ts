/** Thrown by the parsers of stored data: the object in the bucket is not a counter document. */
export class CorruptDocument extends Error {
  /** `problem` completes the sentence "the stored document …" and says where: `seen[3] is not a hash`. */
  constructor(problem: string) {
    super(`the stored document is not a counter document: ${problem}`);
    this.name = 'CorruptDocument';
  }
}
