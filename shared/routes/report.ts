/** `/report`: mails the report now; with `once`, at most once a day, week or month, whoever asks. */
import type { Handler } from 'hono';
import { sendReport } from '../report/send-report.ts';
import type { Services } from '../services.ts';
import type { Settings } from '../settings/settings.ts';
import { readQuery, reportPeriodSchema } from '../wire/inputs.ts';
import type { ReportReply } from '../wire/outputs.ts';

export function reportRoute(services: Services, settings: Settings): Handler {
  return async (context) => {
    context.header('Cache-Control', 'no-store');
    if (context.req.method === 'HEAD') return context.body(null);
    const once = readQuery(context, 'once', reportPeriodSchema);
    const sent = await sendReport(services, settings, once);
    const reply: ReportReply =
      sent === 'mailed' ? { ok: true, report: true } : { ok: true, report: false, already: true };
    return context.json(reply);
  };
}
