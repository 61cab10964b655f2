/** What the steps of a setup learn and hand on. Secrets among it stay in memory. */

export interface EdgeKnown {
  readonly compartmentId: string;
  readonly hasBucket: boolean;
  /** Views of the old function's document, when the run began. */
  readonly oldViews: number;
  readonly topicId: string;
  readonly groupId: string;
  readonly userId: string;
  /** As the user carries them. */
  readonly userTags: Readonly<Record<string, string>>;
  readonly fingerprint: string;
  /** Only of a key that this run has made, or that the owner's copy holds. */
  readonly privateKey: string;
  readonly salt: string;
  readonly token: string;
  /** Whether the token is new, and must be shown. */
  readonly madeToken: boolean;
  readonly worker: WorkerState;
  /** Where the counter answers. */
  readonly url: string;
}

/** A deployed Worker, as Cloudflare tells of it. */
export interface WorkerState {
  readonly vars: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  readonly tag: string | undefined;
}
