/** Signs in to Cloudflare, and settles which of the owner's accounts is meant. */
import { SetupProblem } from '../problem.ts';
import type { Asker } from '../questions.ts';
import type { Environment, Run } from '../run-context.ts';
import type { Account } from './cloudflare.ts';
import { Wrangler } from './wrangler.ts';

/** By the browser where nobody is signed in yet. @throws SetupProblem */
export async function signInToCloudflare({ asker, console, env, wishes }: Run): Promise<Wrangler> {
  const wrangler = new Wrangler(env);
  let accounts = await wrangler.accounts();
  if (accounts === undefined) {
    if (wishes.yes || !console.isTerminal) {
      throw new SetupProblem(
        'Nobody is signed in to Cloudflare: run `npx wrangler login`, or set CLOUDFLARE_API_TOKEN to a token made from the template “Edit Cloudflare Workers”.',
      );
    }
    await wrangler.login();
    accounts = (await wrangler.accounts()) ?? [];
  }
  return wrangler.inAccount((await chooseAccount(accounts, env, asker)).id);
}

async function chooseAccount(
  accounts: readonly Account[],
  env: Environment,
  asker: Asker,
): Promise<Account> {
  const [only] = accounts;
  const { CLOUDFLARE_ACCOUNT_ID: wanted } = env;
  const chosen = accounts.find(({ id }) => id === wanted);
  if (chosen !== undefined) return chosen;
  // A token may be allowed to work in an account, and not to list it.
  if (wanted !== undefined && wanted !== '') return { id: wanted, name: wanted };
  if (only === undefined) {
    throw new SetupProblem(
      'Your sign-in at Cloudflare reaches no account: set CLOUDFLARE_ACCOUNT_ID, or make a token from the template “Edit Cloudflare Workers”.',
    );
  }
  if (accounts.length === 1) return only;
  const list = accounts.map(({ name }) => name).join(', ');
  const byName = (text: string) => accounts.find(({ id, name }) => id === text || name === text);
  const answer = await asker.ask({
    text: `Cloudflare account (${list})`,
    problem: (text) => (byName(text) === undefined ? `it is one of ${list}` : undefined),
    option: 'CLOUDFLARE_ACCOUNT_ID in the environment',
  });
  return byName(answer) ?? only;
}
