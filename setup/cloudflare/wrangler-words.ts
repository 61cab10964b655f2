/** What wrangler says when something does not work -> one sentence with the next step. Pure. */
import { SetupProblem } from '../problem.ts';

const TOKEN_TEMPLATE = 'a token made from the template “Edit Cloudflare Workers”';

/** Looked for in this order: the first that fits is the reason. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [
    /workers\.dev subdomain|code: 10063/i,
    'your account has no workers.dev name yet: choose one at https://dash.cloudflare.com under Compute, Workers, then run it again',
  ],
  [
    /code: (9109|10000|10001|6003|6111|9106|1000)\b|Authentication error|Invalid API Token|Unauthorized|Unable to authenticate|not authenticated/i,
    `Cloudflare does not take the token: make ${TOKEN_TEMPLATE} and set CLOUDFLARE_API_TOKEN, or unset it to sign in by browser`,
  ],
  [
    /More than one account|CLOUDFLARE_ACCOUNT_ID/i,
    'there are several accounts: name one by CLOUDFLARE_ACCOUNT_ID',
  ],
  [
    /code: 10(034|023)\b|verify your email/i,
    'Cloudflare wants your e-mail address verified first: open the mail that it sent you, then run it again',
  ],
  [
    /code: 10037\b|limit (?:is |was )?(?:reached|exceeded)|exceeded (?:the|your)/i,
    'a limit of your account is reached: delete a Worker or a schedule that you no longer need, then run it again',
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|fetch failed|network/i,
    'Cloudflare cannot be reached: check the network, then run it again',
  ],
];

export function explainWrangler(doing: string, words: string, hasToken: boolean): SetupProblem {
  const reason = REASONS.find(([pattern]) => pattern.test(words))?.[1];
  const told = /(?:ERROR[^\n]*?\]?\s+)([^\n]{1,200})/.exec(words)?.[1]?.trim();
  const fallback = hasToken
    ? `Cloudflare does not take the token: make ${TOKEN_TEMPLATE} and set CLOUDFLARE_API_TOKEN`
    : `wrangler said: ${told ?? 'nothing'}; run it again, it goes on from here`;
  return new SetupProblem(`Could not ${doing}: ${reason ?? fallback}.`);
}
