/** One run of setup: signs in, asks, shows the plan, does it, and looks whether it counts. */
import { existsSync } from 'node:fs';
import { personPath } from '../cli/person-file.ts';
import { parseSettings } from '../shared/settings/settings.ts';
import { type Answers, gatherAnswers, toRemember } from './answers.ts';
import { fingerprintOf } from './api-key.ts';
import { checkCounter } from './check.ts';
import type { Account, Cloudflare } from './cloudflare/cloudflare.ts';
import { Wrangler } from './cloudflare/wrangler.ts';
import { buildCode } from './code-tag.ts';
import { edgePlan, edgeRemoval } from './edge-plan.ts';
import { farewell, reminder } from './farewell.ts';
import { Memory } from './memory.ts';
import { namesOf, type SiteNames } from './names.ts';
import type { Wishes } from './options.ts';
import { findFunctionConfiguration } from './oracle/functions.ts';
import type { OracleAccount } from './oracle/oracle-account.ts';
import { Refused } from './oracle/refused.ts';
import { type SignedIn, signIn } from './oracle/sign-in.ts';
import { readCopy } from './owners-copy.ts';
import { SetupProblem } from './problem.ts';
import { type Asker, defaultAnswers, terminalAsker } from './questions.ts';
import type { SaltSources } from './salt-choice.ts';
import {
  type Facts,
  lookAtAll,
  makeAll,
  missing,
  type Progress,
  planText,
  removable,
  removeAll,
  type Step,
} from './step.ts';
import type { SaltSite } from './steps/salt-step.ts';
import { oldWriterWarning } from './steps/takeover-step.ts';
import type { EdgeSite } from './steps/worker-steps.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Console {
  /** What a person follows along. */
  readonly say: (text: string) => void;
  /** The result. */
  readonly tell: (text: string) => void;
  readonly isTerminal: boolean;
}

interface Run {
  readonly wishes: Wishes;
  readonly env: Environment;
  readonly console: Console;
  readonly asker: Asker;
  readonly names: SiteNames;
}

export async function runSetup(wishes: Wishes, env: Environment, console: Console): Promise<void> {
  const asksNobody = wishes.yes || wishes.dryRun || !console.isTerminal;
  if (!wishes.yes && !wishes.dryRun && !console.isTerminal) {
    throw new SetupProblem(
      'There is no terminal to ask in: add --yes to take what is given and the defaults, or --dry-run to see the plan.',
    );
  }
  const asker = asksNobody ? defaultAnswers : terminalAsker();
  const run = { wishes, env, console, asker, names: namesOf(wishes.given.name) };
  return runEdge(run);
}

async function runEdge(run: Run): Promise<void> {
  const { console, env, names, wishes } = run;
  const memory = new Memory(env, names.worker, 'edge');
  const given = { ...memory.read(), ...wishes.given };
  console.say('Signing in to Oracle …');
  const signedIn = await signIn(env, given.profile ?? 'DEFAULT', given.region);
  console.say('Signing in to Cloudflare …');
  const cloudflare = await signInToCloudflare(run);
  const answers = await askAll(run, given, signedIn);
  const copyPath = await chooseCopy(run);
  const site = await describeSite(run, signedIn, cloudflare, answers, copyPath);
  if (wishes.remove) {
    if (await takeAway(run, edgeRemoval(site), {})) memory.forget();
    return;
  }
  const steps = edgePlan(site, copyPath);
  const known = await carryOut(run, steps, {}, () => memory.write(toRemember(given, answers)));
  if (known === undefined) return;
  console.say('Looking whether it counts …');
  const { token, url = '' } = known;
  const views = await checkCounter(url, token, console.say);
  console.tell(farewell(url, views, known));
  const warning = await oldWriterWarning(site, known.oldViews);
  if (warning !== undefined) console.say(warning);
  if (answers.email !== undefined) console.say(await reminder(site, answers.email, known));
}

/** Shows the plan and does it. @returns what is known then; undefined when nothing was to be done. */
export async function carryOut<Known>(
  { asker, console, wishes }: Run,
  steps: readonly Step<Known>[],
  first: Facts<Known>,
  beforeIt: () => void,
): Promise<Facts<Known> | undefined> {
  console.say('Looking at what is there …');
  const plan = await lookAtAll(steps, first);
  const count = missing(plan).length;
  console.say(`\nThe plan:\n\n${planText(plan)}\n`);
  if (wishes.dryRun) {
    console.tell(count === 0 ? 'Nothing to change.' : `${count} to make. Nothing was changed.`);
    return undefined;
  }
  if (count === 0) {
    console.tell('Nothing to change: all of it is there.');
    return plan.known;
  }
  if (!(await asker.confirm(`Make ${count === 1 ? 'it' : `these ${count}`}?`, true))) {
    console.tell('Nothing was changed.');
    return undefined;
  }
  beforeIt();
  return (await makeAll(steps, first, progressOn(console))).known;
}

/** @returns whether it was done. */
export async function takeAway<Known>(
  { asker, console, wishes }: Run,
  steps: readonly Step<Known>[],
  first: Facts<Known>,
): Promise<boolean> {
  console.say('Looking at what is there …');
  const plan = await lookAtAll(steps, first);
  const named = removable(plan);
  if (named.length === 0) {
    console.tell('There is nothing of it left to take away.');
    return false;
  }
  const lines = named.map(
    ({ look, step }) => `  ${step.name}  ${look.kind === 'there' ? look.tells : ''}`,
  );
  console.say(`\nThis goes away:\n\n${lines.join('\n')}\n`);
  const kept = wishes.withData ? 'The document goes with it.' : 'Bucket and document stay.';
  if (wishes.dryRun) {
    console.tell(`Nothing was changed. ${kept}`);
    return false;
  }
  if (!(await asker.confirm(`${kept} Take it away?`, false))) {
    console.tell('Nothing was changed.');
    return false;
  }
  await removeAll(plan, progressOn(console));
  console.tell(`Taken away. ${kept}`);
  return true;
}

function progressOn({ say }: Console): Progress {
  let startedMs = Date.now();
  return {
    begins(step, text) {
      startedMs = Date.now();
      say(`${step}: ${text} …`);
    },
    ends: (step) => say(`${step}: done (${((Date.now() - startedMs) / 1000).toFixed(1)} s)`),
  };
}

async function signInToCloudflare({ asker, console, env, wishes }: Run): Promise<Wrangler> {
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

async function askAll(
  { asker, names, wishes }: Run,
  given: Wishes['given'],
  { account, namespace }: SignedIn,
): Promise<Answers> {
  const answers = await gatherAnswers(
    given,
    wishes.remove ? defaultAnswers : asker,
    names,
    async (bucket) =>
      (await account.findBucket(namespace, bucket).catch(() => undefined))?.compartmentId,
  );
  const problems = settingsProblems(varsOf(answers));
  if (problems.length > 0) throw new SetupProblem(`${problems.join('. ')}.`);
  return answers;
}

/** What the Worker itself would say of them. */
function settingsProblems(vars: Readonly<Record<string, string>>): readonly string[] {
  const parsed = parseSettings(vars, 'function');
  if (!parsed.ok) return parsed.problems;
  const names = Object.keys(vars);
  return parsed.settings.warnings.filter((text) => names.some((name) => text.startsWith(name)));
}

function varsOf({ bucket, object, origins, siteName, url }: Answers) {
  return {
    BUCKET: bucket,
    OBJECT: object,
    ...(origins !== undefined && { ALLOWED_ORIGINS: origins }),
    ...(siteName !== undefined && { SITE_NAME: siteName }),
    ...(url !== undefined && { COUNTER_URL: url }),
  };
}

/** A profile that may not look at functions has none to take over from: its owner is asked then. */
async function findOldFunction(
  account: OracleAccount,
  compartmentId: string,
  place: Pick<Answers, 'bucket' | 'object'>,
): Promise<SaltSources['oldFunction']> {
  try {
    const config = await findFunctionConfiguration(account, compartmentId, place);
    return config === undefined ? undefined : { salt: config.SALT };
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

async function describeSite(
  run: Run,
  { account, namespace, region }: SignedIn,
  cloudflare: Cloudflare,
  answers: Answers,
  copyPath: string | undefined,
): Promise<EdgeSite & SaltSite> {
  const { asker, console, env, names, wishes } = run;
  const endpoint = env.OCI_ENDPOINT_URL;
  const copy = readCopy(copyPath ?? names.copyFile);
  if (!wishes.remove) console.say('Building the Worker …');
  const codeTag = wishes.remove ? '' : await buildCode(env);
  const vars = {
    ...varsOf(answers),
    OCI_REGION: region,
    OCI_NAMESPACE: namespace,
    ...(endpoint !== undefined && {
      OCI_OBJECT_STORAGE_URL: endpoint,
      OCI_NOTIFICATIONS_URL: endpoint,
    }),
  };
  return {
    asker,
    names,
    account,
    namespace,
    cloudflare,
    codeTag,
    vars,
    choices: { ...answers, region, endpoint },
    withData: wishes.withData,
    givenUrl: answers.url,
    givenToken: env.REPORT_TOKEN ?? copy.REPORT_TOKEN,
    newToken: wishes.newToken,
    keptKey: keptKey(copy.OCI_PRIVATE_KEY),
    candidates: [env.SALT, copy.SALT].filter((text): text is string => Boolean(text)),
    findOldFunction: (compartmentId) => findOldFunction(account, compartmentId, answers),
  };
}

function keptKey(privateKey: string | undefined): EdgeSite['keptKey'] {
  if (privateKey === undefined) return undefined;
  try {
    return { privateKey, fingerprint: fingerprintOf(privateKey) };
  } catch {
    return undefined;
  }
}

/** Where the owner's copy goes; undefined for none. The private key goes to no disk unasked. */
async function chooseCopy({ asker, names, wishes }: Run): Promise<string | undefined> {
  const { 'copy-to': wanted } = wishes.given;
  if (wanted !== undefined) return wanted === 'none' ? undefined : wanted;
  if (wishes.yes || wishes.remove || wishes.dryRun) return undefined;
  const { copyFile } = names;
  if (existsSync(personPath(copyFile))) return copyFile;
  const question = `Keep SALT, token and key in ${copyFile}, which only you can read? They can be read back nowhere else.`;
  return (await asker.confirm(question, true)) ? copyFile : undefined;
}
