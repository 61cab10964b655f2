/** The Worker at Cloudflare, and what it gets: an API key, secrets, variables and this version of the code. */
import { makeKey } from '../api-key.ts';
import type { Cloudflare } from '../cloudflare/cloudflare.ts';
import type { EdgeKnown, WorkerState } from '../known.ts';
import type { Tags } from '../oracle/oracle-account.ts';
import { SetupProblem } from '../problem.ts';
import type { Facts, Step } from '../step.ts';
import { attempt, type OracleSite } from './site.ts';

export interface EdgeSite extends OracleSite {
  readonly cloudflare: Cloudflare;
  /** Names this version of the code: what is deployed under another name is older. */
  readonly codeTag: string;
  /** Variables that were asked for; others stay as they are at the Worker. */
  readonly vars: Readonly<Record<string, string>>;
  readonly givenUrl: string | undefined;
  readonly givenToken: string | undefined;
  /** The Worker's own token is lost, and gets a successor. */
  readonly newToken: boolean;
  /** A key of the owner's copy, so that no second one need be made. */
  readonly keptKey: { readonly fingerprint: string; readonly privateKey: string } | undefined;
}

/** Of the user: the key that is, or is about to be, uploaded; and what the Worker was given last. */
const KEY_TAG = 'visitor-counter-key';
const GIVEN_TAG = 'visitor-counter-given';
/** Oracle's limit for a user. */
const KEYS_MAX = 3;
const KEY_SECRETS = [
  'OCI_TENANCY_OCID',
  'OCI_USER_OCID',
  'OCI_KEY_FINGERPRINT',
  'OCI_PRIVATE_KEY',
] as const;

export function workerStep({ givenUrl, names, vars, cloudflare }: EdgeSite): Step<EdgeKnown> {
  const { worker } = names;
  return {
    name: 'worker',
    async look() {
      const state = await cloudflare.state(worker);
      if (state === undefined) {
        return { kind: 'missing', plan: `a Worker ${worker} with its Durable Object` };
      }
      const url = givenUrl ?? state.vars.COUNTER_URL;
      const known = { worker: state, ...(url !== undefined && { url }) };
      return { kind: 'there', tells: worker, known };
    },
    async make() {
      const url = await deployAt(cloudflare, worker, givenUrl, vars, FIRST_TAG);
      return { worker: { vars: { ...vars }, secrets: [], tag: FIRST_TAG }, url };
    },
    async remove() {
      await cloudflare.remove(worker);
    },
  };
}

/** Of a Worker that has no secrets yet: no version of the code has this name. */
const FIRST_TAG = 'first';

async function deployAt(
  cloudflare: Cloudflare,
  worker: string,
  givenUrl: string | undefined,
  vars: EdgeSite['vars'],
  tag: string,
): Promise<string> {
  const targets = await cloudflare.deploy(worker, vars, tag);
  const url = givenUrl ?? targets[0];
  if (url !== undefined) return url;
  throw new SetupProblem(
    `The Worker ${worker} is there and has no address: turn its workers.dev address on in Cloudflare’s dashboard, or name its own by --url.`,
  );
}

export function keyStep(site: EdgeSite): Step<EdgeKnown> {
  const { account, keptKey, names } = site;
  const { user } = names;
  const needs = 'manage users in tenancy';
  const list = (userId: string) =>
    attempt(site, `look at the keys of ${user}`, 'inspect users in tenancy', () =>
      account.fingerprints(userId),
    );
  return {
    name: 'key',
    async look({ userId, userTags = {}, worker }) {
      const plan = `an API key of ${user}, whose private half goes to the Worker alone`;
      if (userId === undefined || worker === undefined) return { kind: 'missing', plan };
      const fingerprint = userTags[KEY_TAG];
      const there = await list(userId);
      if (fingerprint === undefined || !there.includes(fingerprint))
        return { kind: 'missing', plan };
      const isGiven = givenFingerprint(userTags) === fingerprint;
      if (isGiven && KEY_SECRETS.every((name) => worker.secrets.includes(name))) {
        return { kind: 'there', tells: fingerprint, known: { fingerprint } };
      }
      if (keptKey?.fingerprint !== fingerprint) return { kind: 'missing', plan };
      return { kind: 'there', tells: `${fingerprint}, of your copy`, known: keptKey };
    },
    async make({ userId = '', userTags = {} }) {
      return attempt(site, `make an API key for ${user}`, needs, async () => {
        await makeRoom(site, userId, userTags, await list(userId));
        const { fingerprint, privateKey, publicKey } = await makeKey();
        // Written down before it is there, so that the next run knows it for ours if this one breaks off.
        const tags = { ...userTags, [KEY_TAG]: fingerprint };
        await account.tagUser(userId, tags);
        await account.uploadKey(userId, publicKey);
        return { fingerprint, privateKey, userTags: tags };
      });
    },
  };
}

/** A recorded key that is no longer of use is of a run that broke off, or of a Worker that is gone. */
async function makeRoom(
  { account, names }: EdgeSite,
  userId: string,
  userTags: Tags,
  there: readonly string[],
): Promise<void> {
  const orphan = there.find((fingerprint) => fingerprint === userTags[KEY_TAG]);
  if (orphan !== undefined) await account.deleteKey(userId, orphan);
  const others = there.filter((fingerprint) => fingerprint !== orphan);
  if (others.length < KEYS_MAX) return;
  throw new SetupProblem(
    `The user ${names.user} has ${KEYS_MAX} API keys already, as many as Oracle allows, and setup made none of them: delete one in Oracle’s console, then run it again.`,
  );
}

export function secretsStep(site: EdgeSite): Step<EdgeKnown> {
  const { account, names, cloudflare } = site;
  const { worker: name } = names;
  return {
    name: 'secrets',
    async look(known) {
      const wanted = wantedSecrets(site);
      const there = known.worker?.secrets ?? [];
      const isCurrent = known.userTags?.[GIVEN_TAG] === givenText(known);
      const absent = wanted.filter((secret) => !there.includes(secret));
      const isNew =
        known.salt !== undefined || known.token !== undefined || known.privateKey !== undefined;
      if (absent.length === 0 && isCurrent && !isNew) {
        return { kind: 'there', tells: `${wanted.length} of them` };
      }
      return { kind: 'missing', plan: `what the Worker must know: ${wanted.join(', ')}` };
    },
    async make(known) {
      const { userId = '', userTags = {}, worker } = known;
      const values = secretValues(site, known);
      await cloudflare.putSecrets(name, values);
      const tags = { ...userTags, [GIVEN_TAG]: givenText(known) };
      await attempt(site, `tag the user ${names.user}`, 'manage users in tenancy', () =>
        account.tagUser(userId, tags),
      );
      const secrets = [...new Set([...(worker?.secrets ?? []), ...Object.keys(values)])];
      // Storing secrets makes a version without the deployment's tag.
      return { userTags: tags, worker: { vars: worker?.vars ?? {}, secrets, tag: undefined } };
    },
  };
}

function wantedSecrets({ choices }: EdgeSite): readonly string[] {
  const topic = choices.email === undefined ? [] : ['TOPIC_OCID'];
  return ['SALT', 'REPORT_TOKEN', ...topic, ...KEY_SECRETS];
}

/** Only what is known: SALT and token that the Worker has are not, and stay as they are. */
function secretValues({ account, choices }: EdgeSite, known: Facts<EdgeKnown>) {
  const { fingerprint, privateKey, salt, token, topicId, userId } = known;
  const values: Readonly<Record<string, string | undefined>> = {
    SALT: salt,
    REPORT_TOKEN: token,
    TOPIC_OCID: choices.email === undefined ? undefined : topicId,
    OCI_TENANCY_OCID: account.tenancyId,
    OCI_USER_OCID: userId,
    OCI_KEY_FINGERPRINT: fingerprint,
    OCI_PRIVATE_KEY: privateKey,
  };
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** Which key and topic the Worker was given. A blank parts them: neither has one in it. */
function givenText({ fingerprint, topicId }: Facts<EdgeKnown>): string {
  return `${fingerprint} ${topicId ?? 'none'}`;
}

function givenFingerprint(tags: Tags): string | undefined {
  return tags[GIVEN_TAG]?.split(' ')[0];
}

export function releaseStep(site: EdgeSite): Step<EdgeKnown> {
  const { codeTag, givenUrl, names, cloudflare } = site;
  return {
    name: 'release',
    async look({ url, worker }) {
      const wanted = wantedVars(site, url, worker);
      const changes = Object.entries(wanted).filter(
        ([name, value]) => worker?.vars[name] !== value,
      );
      const isCurrent = worker?.tag === codeTag && changes.length === 0 && url !== undefined;
      if (isCurrent) return { kind: 'there', tells: codeTag };
      const details = changes.map(([name, value]) => `${name} = ${value}`);
      return {
        kind: 'missing',
        plan: `version ${codeTag} of the code, with its variables:`,
        details,
      };
    },
    async make({ url: knownUrl, worker }) {
      const deploy = (url: string | undefined) =>
        deployAt(cloudflare, names.worker, url, wantedVars(site, url, worker), codeTag);
      const url = await deploy(givenUrl ?? knownUrl);
      // A run that broke off may not have heard the address: the Worker is told it as well.
      if (knownUrl === undefined) await deploy(url);
      const state: WorkerState = {
        vars: { ...worker?.vars, ...wantedVars(site, url, worker) },
        secrets: worker?.secrets ?? [],
        tag: codeTag,
      };
      return { url, worker: state };
    },
  };
}

/** Cloudflare takes no variable of a secret's name: a region that the Worker has as a secret stays one. */
function wantedVars(
  { vars }: EdgeSite,
  url: string | undefined,
  worker: WorkerState | undefined,
): EdgeSite['vars'] {
  const all = { ...vars, ...(url !== undefined && { COUNTER_URL: url }) };
  const secrets = worker?.secrets ?? [];
  return Object.fromEntries(Object.entries(all).filter(([name]) => !secrets.includes(name)));
}
