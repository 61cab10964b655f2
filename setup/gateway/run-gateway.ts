/** `npm run setup -- gateway`: the Function behind an API gateway, by the same plan, answers and copy as the edge. */
import { toRemember } from '../answers.ts';
import { carryOut, takeAway } from '../carry-out.ts';
import { checkCounter } from '../check.ts';
import { buildFunction } from '../code-tag.ts';
import { askAll, chooseCopy, commonSite } from '../common-site.ts';
import { farewell, reminder } from '../farewell.ts';
import { Memory } from '../memory.ts';
import { signIn } from '../oracle/sign-in.ts';
import { writeCopy } from '../owners-copy.ts';
import type { Run } from '../run-context.ts';
import type { Facts } from '../step.ts';
import { oldWriterWarning } from '../steps/takeover-step.ts';
import { gatewayPlan, gatewayRemoval } from './gateway-plan.ts';
import type { GatewayKnown, GatewaySite } from './gateway-site.ts';
import { ContainerImageBuilder } from './image-builder.ts';

export async function runGateway(run: Run): Promise<void> {
  const { console, env, names, wishes } = run;
  const memory = new Memory(env, names.worker, 'gateway');
  const given = { ...memory.read(), ...wishes.given };
  console.say('Signing in to Oracle …');
  const signedIn = await signIn(env, given.profile ?? 'DEFAULT', given.region);
  const answers = await askAll(run, given, signedIn);
  const copyPath = await chooseCopy(run);
  if (!wishes.remove) console.say('Building the Function …');
  const site: GatewaySite = {
    ...commonSite(run, signedIn, answers, copyPath),
    codeTag: wishes.remove ? '' : await buildFunction(env),
    images: new ContainerImageBuilder(env),
  };
  if (wishes.remove) {
    if (await takeAway(run, gatewayRemoval(site), {})) memory.forget();
    return;
  }
  const remember = () => memory.write(toRemember(given, answers));
  const known = await carryOut(run, gatewayPlan(site), {}, remember);
  if (known === undefined) return;
  if (copyPath !== undefined) keepCopy(site, copyPath, known);
  console.say('Looking whether it counts …');
  const url = answers.url ?? known.url ?? '';
  const views = await checkCounter(url, known.token, console.say);
  console.tell(farewell(url, views, known));
  const warning = await oldWriterWarning(site, known.oldViews);
  if (warning !== undefined) console.say(warning);
  if (answers.email !== undefined) console.say(await reminder(site, answers.email, known));
}

/** An application's configuration can be read again, so it is enough to keep it at the end. */
function keepCopy({ vars }: GatewaySite, path: string, { config, url }: Facts<GatewayKnown>): void {
  const { SALT, REPORT_TOKEN, TOPIC_OCID } = config ?? {};
  const settings = { ...vars, SALT, REPORT_TOKEN, TOPIC_OCID, COUNTER_URL: url };
  const known = Object.entries(settings).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  writeCopy(path, Object.fromEntries(known));
}
