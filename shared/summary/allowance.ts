/** How much of the free store requests the month has used, and when to worry. Pure. */

import { monthOf } from '../counter/calendar.ts';
import type { CounterDocument } from '../counter/document.ts';

/** Oracle's Always Free allowance of Object Storage requests a month. */
const FREE_REQUESTS_PER_MONTH = 50_000;
const WARNING_SHARE = 0.8;

export interface Allowance {
  /** Store requests of this UTC month that commits have reported. */
  readonly used: number;
  readonly free: number;
  readonly warning?: string;
}

export function allowanceOf(document: CounterDocument, nowMs: number): Allowance {
  const { month, count } = document.requests;
  const used = month === monthOf(nowMs) ? count : 0;
  const free = FREE_REQUESTS_PER_MONTH;
  if (used < free * WARNING_SHARE) return { used, free };
  const share = Math.round((used / free) * 100);
  const warning =
    `${share} % of the month's ${free.toLocaleString('en')} free store requests are used: ` +
    'beyond them Oracle charges a little for each 10,000. Count through the edge, which saves requests.';
  return { used, free, warning };
}
