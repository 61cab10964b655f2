/** What setup asks of Cloudflare, as a port: about one Worker, in one account. */
import type { WorkerState } from '../known.ts';

export interface Account {
  readonly id: string;
  readonly name: string;
}

type Texts = Readonly<Record<string, string>>;

/** Whatever does not work is a SetupProblem. */
export interface Cloudflare {
  /** Undefined when there is no such Worker. */
  state(worker: string): Promise<WorkerState | undefined>;
  /** Variables that are not named stay as they are. @returns the addresses where it answers. */
  deploy(worker: string, vars: Texts, tag: string): Promise<readonly string[]>;
  /** Those that are not named stay as they are. */
  putSecrets(worker: string, secrets: Texts): Promise<void>;
  /** What is gone already needs no removal. */
  remove(worker: string): Promise<void>;
}
