/** One run of setup: signs in, asks, shows the plan, does it, and looks whether it counts. */
import { toRemember } from './answers.ts';
import { fingerprintOf } from './api-key.ts';
import { carryOut, takeAway } from './carry-out.ts';
import { checkCounter } from './check.ts';
import type { Cloudflare } from './cloudflare/cloudflare.ts';
import { signInToCloudflare } from './cloudflare/sign-in.ts';
import { buildWorker } from './code-tag.ts';
import { askAll, type CommonSite, chooseCopy, commonSite } from './common-site.ts';
import { edgePlan, edgeRemoval } from './edge-plan.ts';
import { farewell, reminder } from './farewell.ts';
import { Memory } from './memory.ts';
import { namesOf } from './names.ts';
import type { Wishes } from './options.ts';
import { signIn } from './oracle/sign-in.ts';
import { readCopy } from './owners-copy.ts';
import { SetupProblem } from './problem.ts';
import { defaultAnswers, terminalAsker } from './questions.ts';
import type { Console, Environment, Run } from './run-context.ts';
import type { SaltSite } from './steps/salt-step.ts';
import { oldWriterWarning } from './steps/takeover-step.ts';
import type { EdgeSite } from './steps/worker-steps.ts';

export async function runSetup(wishes: Wishes, env: Environment, console: Console): Promise<void> {
  const asksNobody = wishes.yes || wishes.dryRun;
  if (!asksNobody && !console.isTerminal) {
    throw new SetupProblem(
      'There is no terminal to ask in: add --yes to take what is given and the defaults, or --dry-run to see the plan.',
    );
  }
  const asker = asksNobody ? defaultAnswers : terminalAsker();
  const run = { wishes, env, console, asker, names: namesOf(wishes.given.name) };
  if (wishes.target === 'edge') return runEdge(run);
  const { runGateway } = await import('./gateway/run-gateway.ts');
  return runGateway(run);
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
  const common = commonSite(run, signedIn, answers, copyPath);
  const site = await edgeSite(run, common, cloudflare, answers.url, copyPath);
  if (wishes.remove) {
    if (await takeAway(run, edgeRemoval(site), {})) memory.forget();
    return;
  }
  if (copyPath === undefined && !env.SALT) {
    console.say(
      'No copy is kept: a SALT that is made now is known to the Worker alone (--copy-to FILE).',
    );
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

async function edgeSite(
  { console, env, names, wishes }: Run,
  common: CommonSite,
  cloudflare: Cloudflare,
  givenUrl: string | undefined,
  copyPath: string | undefined,
): Promise<EdgeSite & SaltSite> {
  if (!wishes.remove) console.say('Building the Worker …');
  const codeTag = wishes.remove ? '' : await buildWorker(env);
  const { OCI_PRIVATE_KEY: privateKey } = readCopy(copyPath ?? names.copyFile);
  const vars = { ...common.vars, OCI_REGION: common.choices.region };
  return { ...common, cloudflare, codeTag, givenUrl, keptKey: keptKey(privateKey), vars };
}

function keptKey(privateKey: string | undefined): EdgeSite['keptKey'] {
  if (privateKey === undefined) return undefined;
  try {
    return { privateKey, fingerprint: fingerprintOf(privateKey) };
  } catch {
    return undefined;
  }
}
