/** Summary -> the mail: a subject that says the news, plain text, and the figures as JSON. Pure. */
import type { Summary } from './summary.ts';

export function renderReport(summary: Summary): {
  readonly subject: string;
  readonly text: string;
} {
  const { totals } = summary;
  const subject = `Visitor counter: ${totals.count} views, ${totals.unique} visitors`;
  return { subject, text: JSON.stringify(summary, null, 2) };
}
