/** A Worker that is served on this machine, whoever serves it. */

/** As in wrangler.toml. */
export const COMPATIBILITY_DATE = '2026-11-01';

export interface WorkerOptions {
  /** An ES module, bundled. */
  readonly scriptPath: string;
  readonly vars?: Readonly<Record<string, string>>;
  /** Binding and class of a Durable Object with SQLite, kept on disk. */
  readonly durableObject?: { readonly binding: string; readonly className: string };
  /** Bindings that Miniflare alone emulates. */
  readonly kvNamespace?: string;
  readonly d1Database?: string;
}

export interface WorkerServer {
  /** Its origin. */
  readonly url: string;
  /** Ends it and starts it again over the same storage, at another address. */
  restart(): Promise<void>;
  close(): Promise<void>;
  /** Where it is a process of its own: the most memory that it has taken since it started. */
  memoryMib?(): Promise<number>;
}

export type StartWorker = (options: WorkerOptions) => Promise<WorkerServer>;
