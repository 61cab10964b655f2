/** What one run of setup has at hand: what is wished for, the environment, and whom it talks to. */
import type { SiteNames } from './names.ts';
import type { Wishes } from './options.ts';
import type { Asker } from './questions.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Console {
  /** What a person follows along. */
  readonly say: (text: string) => void;
  /** The result. */
  readonly tell: (text: string) => void;
  readonly isTerminal: boolean;
}

export interface Run {
  readonly wishes: Wishes;
  readonly env: Environment;
  readonly console: Console;
  readonly asker: Asker;
  readonly names: SiteNames;
}
