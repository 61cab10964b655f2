/**
 * The port by which routes use a counter. Behind it: a writer of its own (DirectCounter), one
 * with a durable journal (JournaledCounter), or either of them in a Durable Object.
 * Every method throws only Failure.
 */
import type { CounterDocument, Totals } from '../counter/document.ts';
import type { PageName } from '../counter/page-name.ts';
import type { ReportClaim } from '../counter/report-claim.ts';
import type { Visit } from '../counter/visit.ts';

export interface LastCommit {
  /** Unix milliseconds, by our own clock. */
  readonly atMs: number;
  /** The store's date of it less ours, in milliseconds: how far our clock is behind. */
  readonly clockBehindMs: number;
}

export interface CounterStatus {
  /** Visits taken and not yet in the document. */
  readonly pending: number;
  /** Absent before the first of this process. */
  readonly lastCommit?: LastCommit;
}

export interface DocumentOptions {
  /** Read the store first, and fail when it cannot be read. */
  readonly fresh?: boolean;
  /** A copy of at most a minute ago will do, and what failed within it: for what anybody may ask for. */
  readonly recent?: boolean;
}

export interface Counter {
  /** Counts one visit. The totals are this visit's own: no other visit is told the same count. */
  count(visit: Visit): Promise<Totals>;
  /** The totals of at most a minute ago, and the views of these pages; counts nothing. */
  totals(pages?: readonly PageName[]): Promise<Totals>;
  /** The last totals known, however old; undefined before the first. From memory: no store call. */
  lastTotals(pages?: readonly PageName[]): Promise<Totals | undefined>;
  /**
   * The whole document as far as this counter knows it, visits included that are not committed yet. With
   * `fresh` the store is read first, and this fails when it cannot be; where store requests run short,
   * what was read of it within ten minutes will do.
   */
  document(options?: DocumentOptions): Promise<CounterDocument>;
  /**
   * Claims the report of `claim.day` for `claim.by`. `claimed` tells whether it is this claimant's now;
   * the document is the one that the claim stands in.
   */
  claimReport(claim: ReportClaim): Promise<{ claimed: boolean; document: CounterDocument }>;
  /** Gives a claim back, when it was certainly not mailed. Another claimant's is left alone. */
  releaseReport(claim: ReportClaim): Promise<void>;
  /** Notes that the mail of a claim went at `mailedAt` (Unix seconds). Another claimant's is left alone. */
  confirmReport(claim: ReportClaim, mailedAt: number): Promise<void>;
  /**
   * When the document that this counter knows was stored, whoever stored it: Unix milliseconds by the store's
   * clock, from memory. Undefined when none is known or none was stored.
   */
  storedAtMs(): Promise<number | undefined>;
  /** From memory: no store call. */
  status(): Promise<CounterStatus>;
}
