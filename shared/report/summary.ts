/** Document -> what a report, `/stats` or the dashboard shows. Pure: totals, history, what to know. */
import { type CounterDocument, type Totals, totalsOf } from '../counter/document.ts';
import type { ReportBaseline } from '../counter/report-claim.ts';
import type { Settings } from '../settings.ts';
import { type Allowance, allowanceOf } from './allowance.ts';

export interface Summary {
  readonly atMs: number;
  readonly totals: Totals;
  /** The last claimed report before this one; absent before the first. */
  readonly since?: ReportBaseline;
  readonly allowance: Allowance;
  /** What the owner should mend. */
  readonly warnings: readonly string[];
}

export function summarise(document: CounterDocument, settings: Settings, nowMs: number): Summary {
  const allowance = allowanceOf(document, nowMs);
  const since = document.report;
  return {
    atMs: nowMs,
    totals: totalsOf(document),
    ...(since && { since }),
    allowance,
    warnings: [
      ...settings.warnings,
      ...(allowance.warning === undefined ? [] : [allowance.warning]),
      ...forgottenWarning(document),
    ],
  };
}

/** An old function that runs beside us, or an import from a number, leaves counts without hashes. */
function forgottenWarning(document: CounterDocument): string[] {
  const { forgotten } = document.visitors;
  if (forgotten === 0) return [];
  return [
    `${forgotten} visitors are counted but not remembered, so they count again when they return: ` +
      'the document was rewritten by something else, or started from a number.',
  ];
}
