/** `report`: mails the report, as `/report` does. */
import { sendReport } from '../../shared/report/send-report.ts';
import type { Connection } from '../connection.ts';
import type { Output } from '../output.ts';

export async function report(
  { services, settings }: Connection,
  output: Output,
  once: boolean,
): Promise<void> {
  output.progress('Reading the document and mailing the report …');
  const sent = await sendReport(services, settings, once ? 'day' : undefined);
  if (sent === 'mailed') {
    output.result({ ok: true, report: true }, 'The report was handed to Oracle Notifications.');
  } else {
    const text = "Today's report was mailed already.";
    output.result({ ok: true, report: false, already: true }, text);
  }
}
