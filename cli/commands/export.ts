/** `export`: the document as it is stored, or its days as CSV. Goes to the standard output. */
import { dayToIsoDate } from '../../shared/counter/calendar.ts';
import { serialiseDocument } from '../../shared/counter/document.ts';
import type { Connection } from '../connection.ts';
import type { Output } from '../output.ts';

export async function exportDocument(
  { counter }: Connection,
  output: Output,
  asCsv: boolean,
): Promise<void> {
  const document = await counter.document();
  if (!asCsv) {
    const text = serialiseDocument(document);
    output.result(JSON.parse(text), text);
    return;
  }
  const rows = document.history.days.map(({ day, newVisitors, pageviews, visitors }) => ({
    date: dayToIsoDate(day),
    pageviews,
    visitors,
    newVisitors,
  }));
  const lines = rows.map((row) => Object.values(row).join(','));
  output.result(rows, ['date,pageviews,visitors,newVisitors', ...lines].join('\n'));
}
