/**
 * The edge's plan against an account at Oracle whose policies are enforced: made once, made again, broken off
 * at every step, and taken away. Cloudflare is in memory; the user that was made then counts in the bucket.
 */
import { describe, expect, test } from 'vitest';
import { connect } from '../../cli/connection.ts';
import { edgePlan, edgeRemoval } from '../../setup/edge-plan.ts';
import type { EdgeKnown } from '../../setup/known.ts';
import { namesOf } from '../../setup/names.ts';
import { signIn } from '../../setup/oracle/sign-in.ts';
import { SetupProblem } from '../../setup/problem.ts';
import { defaultAnswers } from '../../setup/questions.ts';
import { lookAtAll, makeAll, missing, planText, removeAll, type Step } from '../../setup/step.ts';
import type { SaltSite } from '../../setup/steps/salt-step.ts';
import { oldWriterWarning } from '../../setup/steps/takeover-step.ts';
import type { EdgeSite } from '../../setup/steps/worker-steps.ts';
import { saltFingerprint } from '../../shared/counter/visit.ts';
import { MemoryCloudflare } from '../doubles/memory-cloudflare.ts';
import { type Oracle, startOracle } from './clouds.ts';

const QUIET = { begins: () => undefined, ends: () => undefined };
const BUCKET = 'cloud-resume-data';

interface World {
  readonly oracle: Oracle;
  readonly cloudflare: MemoryCloudflare;
}

async function startWorld(knownAfterMs = 0): Promise<World> {
  return { oracle: await startOracle({ knownAfterMs }), cloudflare: new MemoryCloudflare() };
}

/** As a fresh process would see it. */
async function siteOf(
  { cloudflare, oracle }: World,
  more: Partial<EdgeSite & SaltSite> & { readonly site?: string; readonly profile?: string } = {},
): Promise<EdgeSite & SaltSite> {
  const env = { ...oracle.environment, OCI_ENDPOINT_URL: oracle.url };
  const { account, namespace, region } = await signIn(env, more.profile ?? 'DEFAULT', undefined);
  const names = namesOf(more.site);
  return {
    names,
    account,
    namespace,
    cloudflare,
    codeTag: '1.0.0-a',
    vars: { BUCKET, OBJECT: names.object, OCI_REGION: region },
    choices: {
      compartment: 'counters',
      region,
      bucket: BUCKET,
      object: names.object,
      email: 'me@example.com',
      endpoint: oracle.url,
    },
    withData: false,
    givenUrl: undefined,
    givenToken: undefined,
    newToken: false,
    keptKey: undefined,
    candidates: [],
    findOldFunction: async () => undefined,
    asker: defaultAnswers,
    ...more,
  };
}

/** The administrator may always do everything; this owner's policies can be cut short. */
async function startOwnersWorld(): Promise<World> {
  const world = await startWorld();
  await world.oracle.addProfile('OWNER', ['Allow group OWNER to manage all-resources in tenancy']);
  return world;
}

async function make(site: EdgeSite & SaltSite) {
  return makeAll(edgePlan(site, undefined), {}, QUIET);
}

/** Reads and writes the document as the Worker would, with what it was given. */
async function countAs({ cloudflare, oracle }: World, worker: string) {
  const { secrets, vars } = cloudflare.workers.get(worker) ?? { secrets: {}, vars: {} };
  const { store } = await connect({
    ...vars,
    ...secrets,
    OCI_OBJECT_STORAGE_URL: oracle.url,
    OCI_NOTIFICATIONS_URL: oracle.url,
  });
  const signal = AbortSignal.timeout(5_000);
  const read = await store.read(signal);
  if (read.kind !== 'absent') return read;
  const body = JSON.stringify({ count: 1, unique: 0, seen: [] });
  return store.write(body, 'absent', signal);
}

describe('the plan', () => {
  test('makes from nothing what a counter needs, and its user counts with it', async () => {
    const world = await startWorld();
    const { known, made } = await make(await siteOf(world));
    const names = edgePlan(await siteOf(world), undefined).map(({ name }) => name);
    expect(made).toEqual(names.filter((name) => name !== 'takeover'));
    expect(known.url).toBe('https://visitor-counter.me.workers.dev');
    expect(
      Object.keys(world.cloudflare.workers.get('visitor-counter')?.secrets ?? {}).sort(),
    ).toEqual([
      'OCI_KEY_FINGERPRINT',
      'OCI_PRIVATE_KEY',
      'OCI_TENANCY_OCID',
      'OCI_USER_OCID',
      'REPORT_TOKEN',
      'SALT',
      'TOPIC_OCID',
    ]);
    expect(await countAs(world, 'visitor-counter')).toMatchObject({ kind: 'stored' });
  });

  test('made again changes nothing, and a new version of the code alone is deployed', async () => {
    const world = await startWorld();
    await make(await siteOf(world));
    const changes = [...world.cloudflare.changes];
    expect(missing(await lookAtAll(edgePlan(await siteOf(world), undefined), {}))).toEqual([]);
    expect((await make(await siteOf(world))).made).toEqual([]);
    expect(world.cloudflare.changes).toEqual(changes);
    const secrets = world.cloudflare.workers.get('visitor-counter')?.secrets;
    expect((await make(await siteOf(world, { codeTag: '1.1.0-b' }))).made).toEqual(['release']);
    expect(world.cloudflare.workers.get('visitor-counter')).toMatchObject({
      secrets,
      tag: '1.1.0-b',
    });
  });

  test('leaves variables alone that its owner has set', async () => {
    const world = await startWorld();
    await make(await siteOf(world));
    const worker = world.cloudflare.workers.get('visitor-counter');
    if (worker !== undefined) worker.vars.ALLOWED_ORIGINS = 'https://example.com';
    await make(await siteOf(world, { codeTag: '1.1.0-b' }));
    const { vars } = world.cloudflare.workers.get('visitor-counter') ?? {};
    expect(vars).toMatchObject({ ALLOWED_ORIGINS: 'https://example.com' });
  });

  test('gives no variable to a Worker that has a secret of its name', async () => {
    const world = await startWorld();
    await make(await siteOf(world));
    const worker = world.cloudflare.workers.get('visitor-counter');
    if (worker !== undefined) {
      worker.secrets.OCI_REGION = 'eu-frankfurt-1';
      delete worker.vars.OCI_REGION;
    }
    expect((await make(await siteOf(world))).made).toEqual([]);
    await make(await siteOf(world, { codeTag: '1.1.0-b' }));
    expect(world.cloudflare.workers.get('visitor-counter')?.vars).not.toHaveProperty('OCI_REGION');
  });

  test('broken off right before and right after each of its steps, goes on and ends whole', async () => {
    const world = await startWorld();
    for (const { name } of edgePlan(await siteOf(world), undefined)) {
      for (const moment of ['before', 'after'] as const) {
        const steps = edgePlan(await siteOf(world), undefined).map((step) =>
          step.name === name ? breaking(step, moment) : step,
        );
        await expect(makeAll(steps, {}, QUIET), `${moment} ${name}`).rejects.toThrow('killed');
      }
    }
    await make(await siteOf(world));
    expect((await make(await siteOf(world))).made).toEqual([]);
    expect(await countAs(world, 'visitor-counter')).toMatchObject({ kind: 'stored' });
    expect(await keysOfUser(world)).toHaveLength(1);
    const { vars } = world.cloudflare.workers.get('visitor-counter') ?? {};
    expect(vars).toMatchObject({ COUNTER_URL: 'https://visitor-counter.me.workers.dev' });
  });

  test('breaks off between a key’s record and its upload, or its upload and the Worker, without a fourth key', async () => {
    const world = await startWorld();
    for (let run = 0; run < 4; run += 1) {
      const site = await siteOf(world);
      const upload = site.account.uploadKey.bind(site.account);
      site.account.uploadKey = async (userId, key) => {
        if (run % 2 === 1) await upload(userId, key);
        throw new Error('killed');
      };
      await expect(make(site)).rejects.toThrow('killed');
    }
    await make(await siteOf(world));
    expect(await keysOfUser(world)).toHaveLength(1);
  });

  test('says so where the user has three keys that setup did not make', async () => {
    const world = await startWorld();
    await make(await siteOf(world));
    const { account } = await siteOf(world);
    const { id = '' } = (await account.findUser('visitor-counter')) ?? {};
    for (const fingerprint of await account.fingerprints(id))
      await account.deleteKey(id, fingerprint);
    for (let key = 0; key < 3; key += 1) await world.oracle.emulator.tenancy.addKeyOf(id);
    await expect(make(await siteOf(world))).rejects.toThrow(/three|3 API keys.*delete one/s);
  });
});

async function keysOfUser(world: World): Promise<readonly string[]> {
  const { account } = await siteOf(world);
  const { id = '' } = (await account.findUser('visitor-counter')) ?? {};
  return account.fingerprints(id);
}

function breaking(step: Step<EdgeKnown>, moment: 'before' | 'after'): Step<EdgeKnown> {
  return {
    ...step,
    // What is there by now would not be made again: it breaks off there all the same.
    async look(known) {
      const look = await step.look(known);
      if (look.kind === 'there') throw new Error('killed');
      return look;
    },
    async make(known) {
      if (moment === 'after') await step.make(known);
      throw new Error('killed');
    },
  };
}

async function withDocument(text: string): Promise<World> {
  const world = await startWorld();
  const { account, choices, namespace } = await siteOf(world);
  const steps = edgePlan(await siteOf(world), undefined).slice(0, 2);
  await makeAll(steps, {}, QUIET);
  await account.writeObject(namespace, choices.bucket, choices.object, text);
  return world;
}

describe('the user that was made', () => {
  /** What it is told when it reads, creates, overwrites and publishes, one after the other. */
  async function works(world: World): Promise<readonly string[]> {
    const { secrets, vars } = world.cloudflare.workers.get('visitor-counter') ?? {};
    const { services, store } = await connect({
      ...vars,
      ...secrets,
      OCI_OBJECT_STORAGE_URL: world.oracle.url,
      OCI_NOTIFICATIONS_URL: world.oracle.url,
    });
    const signal = AbortSignal.timeout(5_000);
    const { account, namespace } = await siteOf(world);
    const body = JSON.stringify({ count: 1, unique: 0, seen: [] });
    await account.deleteObject(namespace, BUCKET, 'counter.json');
    const created = await store.write(body, 'absent', signal);
    if (created.kind !== 'stored') {
      await account.writeObject(namespace, BUCKET, 'counter.json', body);
    }
    const read = await store.read(signal);
    const found = read.kind === 'found' ? read.object.etag : 'absent';
    const etag = created.kind === 'stored' ? created.etag : found;
    const written = await store.write(body, etag, signal);
    const sent = await services.notifier?.publish('a title', 'a body', signal);
    return [created.kind, read.kind, written.kind, String(sent?.kind)];
  }

  test.each([
    ['nothing', ['stored', 'found', 'stored', 'published']],
    ['OBJECT_CREATE', ['failed', 'found', 'stored', 'published']],
    ['OBJECT_READ', ['stored', 'failed', 'stored', 'published']],
    ['OBJECT_OVERWRITE', ['stored', 'found', 'failed', 'published']],
    ['ONS_TOPIC_PUBLISH', ['stored', 'found', 'stored', 'refused']],
  ] as const)(
    'does all that it must when %s is taken away, but for what needs that',
    async (permission, outcomes) => {
      const world = await startWorld();
      await make(await siteOf(world));
      if (permission !== 'nothing') world.oracle.emulator.tenancy.withheld.add(permission);
      expect(await works(world)).toEqual(outcomes);
    },
  );
});

describe('SALT', () => {
  const stored = async (salt: string | undefined) =>
    JSON.stringify({
      count: 7,
      unique: 0,
      seen: [],
      ...(salt !== undefined && { salt: await saltFingerprint(salt) }),
    });

  test('that a document was counted with is the only one that the Worker gets', async () => {
    const world = await withDocument(await stored('the old one'));
    await expect(make(await siteOf(world, { candidates: ['another'] }))).rejects.toThrow(
      /fingerprint .* of another SALT/,
    );
    await expect(make(await siteOf(world))).rejects.toThrow(SetupProblem);
    expect(world.cloudflare.workers.get('visitor-counter')?.secrets.SALT).toBeUndefined();
    await make(await siteOf(world, { candidates: ['the old one'] }));
    expect(world.cloudflare.workers.get('visitor-counter')?.secrets.SALT).toBe('the old one');
  });

  test('of a document with views and no fingerprint is asked for, and not made', async () => {
    const world = await withDocument(await stored(undefined));
    await expect(make(await siteOf(world))).rejects.toThrow(/give it as SALT/);
    await make(await siteOf(world, { findOldFunction: async () => ({ salt: undefined }) }));
    expect(world.cloudflare.workers.get('visitor-counter')?.secrets.SALT).toBe('change-me');
  });

  test('is not made where the document may not be read', async () => {
    const world = await withDocument(await stored('the old one'));
    await world.oracle.addProfile('OWNER', [
      'Allow group OWNER to manage all-resources in tenancy',
    ]);
    world.oracle.emulator.tenancy.withheld.add('OBJECT_READ');
    await expect(make(await siteOf(world, { profile: 'OWNER' }))).rejects.toThrow(
      /read counter.json.*`read objects`/,
    );
    expect(world.cloudflare.workers.get('visitor-counter')?.secrets.SALT).toBeUndefined();
  });
});

describe('the old function’s document', () => {
  const OLD = JSON.stringify({ count: 7, unique: 1, seen: ['a'.repeat(64)] });
  const COPY = /^counter-before-\d{4}-\d\d-\d\d\.json$/;

  test('is copied once before anything writes it, and what it holds is said', async () => {
    const world = await withDocument(OLD);
    const { account, namespace } = await siteOf(world);
    const plan = await lookAtAll(
      edgePlan(await siteOf(world, { candidates: ['its own'] }), undefined),
      {},
    );
    expect(planText(plan)).toMatch(
      /a copy \S+ of the old function’s document: 7 views and 1 visitors/,
    );
    await make(await siteOf(world, { candidates: ['its own'] }));
    const names = await account.objectNames(namespace, BUCKET);
    const copy = names.find((name) => COPY.test(name)) ?? '';
    expect(await account.readObject(namespace, BUCKET, copy)).toBe(OLD);
    expect((await make(await siteOf(world))).made).toEqual([]);
    expect(await account.objectNames(namespace, BUCKET)).toHaveLength(2);
  });

  test('that changes meanwhile is still written by it, which is said', async () => {
    const world = await withDocument(OLD);
    const site = await siteOf(world);
    expect(await oldWriterWarning(site, 7)).toBeUndefined();
    expect(await oldWriterWarning(site, 6)).toContain('The old function still writes');
    expect(await oldWriterWarning(site, undefined)).toBeUndefined();
  });
});

test('a second site has a Worker, user, topic and document of its own, and shares group and bucket', async () => {
  const world = await startWorld();
  await make(await siteOf(world));
  const { made } = await make(await siteOf(world, { site: 'blog' }));
  expect(made).not.toContain('group');
  expect(made).not.toContain('bucket');
  expect(made).toEqual(expect.arrayContaining(['user', 'topic', 'policy', 'worker', 'key']));
  expect(await countAs(world, 'visitor-counter-blog')).toMatchObject({ kind: 'stored' });
  const worker = world.cloudflare.workers.get('visitor-counter-blog');
  // Each may write its own document alone.
  if (worker !== undefined) worker.vars.OBJECT = 'counter.json';
  expect(await countAs(world, 'visitor-counter-blog')).toMatchObject({ kind: 'failed' });
});

describe('taking away', () => {
  async function takeAway(world: World, more: Parameters<typeof siteOf>[1] = {}) {
    await removeAll(await lookAtAll(edgeRemoval(await siteOf(world, more)), {}), QUIET);
  }

  test('takes what setup made, keeps the document, and what is made again finds it', async () => {
    const world = await startWorld();
    await make(await siteOf(world));
    const { SALT = '' } = world.cloudflare.workers.get('visitor-counter')?.secrets ?? {};
    await countAs(world, 'visitor-counter');
    await takeAway(world);
    const { account, namespace } = await siteOf(world);
    expect(world.cloudflare.workers.size).toBe(0);
    expect(await account.findUser('visitor-counter')).toBeUndefined();
    expect(await account.findGroup('visitor-counter')).toBeUndefined();
    expect(await account.objectNames(namespace, BUCKET)).toEqual(['counter.json']);
    await make(await siteOf(world, { candidates: [SALT] }));
    expect(await countAs(world, 'visitor-counter')).toMatchObject({ kind: 'found' });
  });

  test('takes the document and its bucket only when told to, and what others share never', async () => {
    const world = await startWorld();
    await make(await siteOf(world));
    await make(await siteOf(world, { site: 'blog' }));
    await countAs(world, 'visitor-counter');
    await countAs(world, 'visitor-counter-blog');
    await takeAway(world, { withData: true });
    const { account, namespace } = await siteOf(world);
    expect(await account.objectNames(namespace, BUCKET)).toEqual(['counter-blog.json']);
    expect(await account.findGroup('visitor-counter')).toBeDefined();
    await takeAway(world, { withData: true, site: 'blog' });
    expect(await account.findBucket(namespace, BUCKET)).toBeUndefined();
    expect(await account.findGroup('visitor-counter')).toBeUndefined();
  });

  test('leaves a bucket alone that its owner had before', async () => {
    const world = await startWorld();
    const { account, namespace } = await siteOf(world);
    const steps = edgePlan(await siteOf(world), undefined).slice(0, 1);
    const { known } = await makeAll(steps, {}, QUIET);
    await account.createBucket(namespace, known.compartmentId ?? '', BUCKET, {});
    await make(await siteOf(world));
    await takeAway(world, { withData: true });
    expect(await account.findBucket(namespace, BUCKET)).toBeDefined();
  });
});

describe('a profile that may not', () => {
  const ALL = [
    ['BUCKET_CREATE', 'make the bucket'],
    ['ONS_TOPIC_CREATE', 'make the topic'],
    ['ONS_SUBSCRIPTION_CREATE', 'subscribe me@example.com'],
    ['GROUP_CREATE', 'make the group'],
    ['GROUP_UPDATE', 'put visitor-counter into'],
    ['USER_CREATE', 'make the user'],
    ['USER_APIKEY_ADD', 'make an API key'],
    ['POLICY_CREATE', 'write the policy'],
    ['COMPARTMENT_CREATE', 'make the compartment'],
  ] as const;

  test.each(ALL)(
    'has no %s is told so in one sentence, and what to ask for',
    async (permission, doing) => {
      const world = await startOwnersWorld();
      world.oracle.emulator.tenancy.withheld.add(permission);
      const failed = await make(await siteOf(world, { profile: 'OWNER' })).catch(
        (error: unknown) => error,
      );
      expect(failed).toBeInstanceOf(SetupProblem);
      const { message } = failed as SetupProblem;
      expect(message).toContain(doing);
      expect(message).toMatch(/`manage [a-z -]+`/);
      world.oracle.emulator.tenancy.withheld.delete(permission);
      await make(await siteOf(world, { profile: 'OWNER' }));
      expect(await countAs(world, 'visitor-counter')).toMatchObject({ kind: 'stored' });
    },
  );
});
