/** `report`: mails the report, as `/report` does. */
import type { CounterSource } from '../counter-source.ts';
import type { Output } from '../output.ts';

export async function report(counter: CounterSource, output: Output, once: boolean): Promise<void> {
  output.progress(`Reading ${counter.name} and mailing the report …`);
  const sent = await counter.report(once);
  if (sent === 'mailed') {
    output.result({ ok: true, report: true }, 'The report was handed to Oracle Notifications.');
  } else {
    const text = "Today's report was mailed already.";
    output.result({ ok: true, report: false, already: true }, text);
  }
}
