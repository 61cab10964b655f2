/** Totals -> the reply of `/counter` and `/totals`. */
import type { Totals } from '../counter/document.ts';
import type { TotalsReply } from './outputs.ts';

export function totalsReply(totals: Totals): TotalsReply {
  return {
    ok: true,
    count: totals.count,
    unique: totals.unique,
    updatedAt: totals.updatedAt,
    ...(totals.uniqueError !== undefined && { uniqueError: totals.uniqueError }),
  };
}
