/** `export`: the document as it is stored, or its days as CSV; to the standard output, or into a file. */
import { dayToIsoDate } from '../../shared/counter/calendar.ts';
import { type CounterDocument, serialiseDocument } from '../../shared/counter/document.ts';
import { shownDay } from '../../shared/summary/shown-rows.ts';
import type { CommandLine } from '../command-line.ts';
import type { CounterSource } from '../counter-source.ts';
import type { Output } from '../output.ts';
import { personPath } from '../person-file.ts';
import { writePrivateFile } from '../private-file.ts';

/** @throws Failure; `conflict` when there is a file already. */
export async function exportDocument(
  counter: CounterSource,
  output: Output,
  { csv, json, out, replace }: CommandLine,
): Promise<void> {
  output.progress(`Reading ${counter.name} …`);
  const document = await counter.document();
  const { text, value } = csv ? daysOf(document) : documentOf(document);
  if (out === undefined) return output.result(value, text);
  const written = json && csv ? JSON.stringify(value) : text;
  const bytes = writePrivateFile(personPath(out), `${written}\n`, replace);
  output.result({ ok: true, file: out, bytes }, `Written to ${out}: ${bytes} bytes.`);
}

interface Exported {
  readonly value: unknown;
  readonly text: string;
}

function documentOf(document: CounterDocument): Exported {
  const text = serialiseDocument(document);
  return { value: JSON.parse(text), text };
}

function daysOf(document: CounterDocument): Exported {
  const rows = document.history.days
    .map(shownDay)
    .map(({ day, newVisitors, pageviews, visitors }) => ({
      date: dayToIsoDate(day),
      pageviews,
      visitors,
      newVisitors,
    }));
  const lines = rows.map((row) => Object.values(row).join(','));
  return { value: rows, text: ['date,pageviews,visitors,newVisitors', ...lines].join('\n') };
}
