/** Where the numbers come from: the store itself, or a running counter that is asked over HTTP. */
import { type CounterDocument, type Totals, totalsOf } from '../shared/counter/document.ts';
import { type SentReport, sendReport } from '../shared/report/send-report.ts';
import type { Connection } from './connection.ts';

/** Each call throws Failure when there is no answer. */
export interface CounterSource {
  /** What a person reads that the command is reading. */
  readonly name: string;
  totals(): Promise<Totals>;
  document(): Promise<CounterDocument>;
  report(once: boolean): Promise<SentReport>;
}

export function storedCounter({ counter, services, settings }: Connection): CounterSource {
  return {
    name: 'the document',
    totals: async () => totalsOf(await counter.document()),
    document: () => counter.document(),
    report: (once) => sendReport(services, settings, once ? 'day' : undefined),
  };
}
