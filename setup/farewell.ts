/** The last words of a setup: the page's tag, where the figures are, and what cannot be shown again. */
import type { EdgeKnown } from './known.ts';
import type { Facts } from './step.ts';
import { attempt, type OracleSite } from './steps/site.ts';

export function farewell(
  url: string,
  views: number,
  { token, madeToken }: Facts<EdgeKnown>,
): string {
  const tokenLines =
    madeToken === true && token !== undefined
      ? `\n\nYour REPORT_TOKEN, shown this once: ${token}`
      : '';
  return `
It counts: ${views} views so far.

Into your page:

  <script async src="${url}/counter.js"></script>
  <p>You are view <span data-visitor-count>–</span>, one of <span data-visitor-unique>–</span> visitors.</p>

Your figures: ${url}/dashboard${tokenLines}
Run \`npm run setup\` again after \`git pull\`, or whenever something seems wrong.`;
}

/** Whether the subscription still waits for the click in Oracle's mail. */
export async function reminder(
  site: OracleSite,
  email: string,
  { compartmentId = '', topicId = '' }: Facts<EdgeKnown>,
): Promise<string> {
  const state = await attempt(site, 'look for the subscription', 'read ons-subscriptions', () =>
    site.account.subscriptionState(compartmentId, topicId, email),
  );
  if (state !== 'PENDING') return `Reports go to ${email}.`;
  return `No report is mailed until ${email} is confirmed: open the mail that Oracle sent there. Run this again to see whether it is.`;
}
