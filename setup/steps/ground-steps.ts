/** The ground of every counter at Oracle: compartment, bucket, topic and its subscription. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { EdgeKnown } from '../known.ts';
import { SHARED, TAG } from '../names.ts';
import { isAbsent } from '../oracle/refused.ts';
import { SetupProblem } from '../problem.ts';
import type { Step } from '../step.ts';
import { attempt, type OracleSite } from './site.ts';

type Ground = Pick<EdgeKnown, 'compartmentId' | 'hasBucket' | 'topicId'>;

/** How long a new compartment may take until its region knows it. */
const COMPARTMENT_WAIT_MS = 120_000;
const LOOK_AGAIN_MS = 2_000;

export function compartmentStep(site: OracleSite): Step<Ground> {
  const { account, choices } = site;
  const wanted = choices.compartment;
  const needs = 'manage compartments in tenancy';
  return {
    name: 'compartment',
    async look() {
      if (wanted === account.tenancyId) {
        return { kind: 'there', tells: 'the tenancy itself', known: { compartmentId: wanted } };
      }
      const isId = wanted.startsWith('ocid1.');
      const doing = `look for the compartment ${wanted}`;
      const found = await attempt(site, doing, 'inspect compartments in tenancy', () =>
        isId ? account.getCompartment(wanted) : account.findCompartment(wanted),
      );
      if (found !== undefined) {
        return { kind: 'there', tells: wanted, known: { compartmentId: found.id }, foreign: true };
      }
      if (!isId) return { kind: 'missing', plan: `a compartment ${wanted}` };
      throw new SetupProblem(
        `There is no compartment ${wanted} that your user may see: give another name or OCID by --compartment.`,
      );
    },
    async make() {
      const compartmentId = await attempt(site, `make the compartment ${wanted}`, needs, () =>
        account.createCompartment(wanted, { [TAG]: SHARED }),
      );
      await untilKnown(site, compartmentId);
      return { compartmentId };
    },
  };
}

/** A compartment that was just made is "not found" to some services for a while. */
async function untilKnown(site: OracleSite, compartmentId: string): Promise<void> {
  const endMs = Date.now() + COMPARTMENT_WAIT_MS;
  const look = () => site.account.findTopic(compartmentId, site.names.topic);
  for (;;) {
    try {
      await look();
      return;
    } catch (error) {
      if (!isAbsent(error) || Date.now() > endMs) {
        await attempt(site, 'use the new compartment', 'manage ons-topics', look);
        return;
      }
    }
    await sleep(LOOK_AGAIN_MS);
  }
}

export function bucketStep(site: OracleSite): Step<Ground> {
  const { account, choices, namespace, withData } = site;
  const { bucket } = choices;
  return {
    name: 'bucket',
    async look({ compartmentId }) {
      const found = await attempt(site, `look for the bucket ${bucket}`, 'read buckets', () =>
        account.findBucket(namespace, bucket),
      );
      if (found === undefined) {
        return { kind: 'missing', plan: `a bucket ${bucket}, private, without versions` };
      }
      if (found.compartmentId !== compartmentId) {
        throw new SetupProblem(
          `The bucket ${bucket} lies in another compartment: go on there with --compartment ${found.compartmentId}, or give another name by --bucket.`,
        );
      }
      if (found.publicAccessType !== undefined && found.publicAccessType !== 'NoPublicAccess') {
        throw new SetupProblem(
          `The bucket ${bucket} is public (${found.publicAccessType}), and visitors’ hashes would be too: make it private in Oracle’s console, or give another name by --bucket.`,
        );
      }
      const versions =
        found.versioning === 'Enabled'
          ? '; it keeps old versions, thousands a month: turn versioning off'
          : '';
      const isOurs = withData && found.freeformTags?.[TAG] === SHARED;
      return {
        kind: 'there',
        tells: `${bucket}${versions}`,
        known: { hasBucket: true },
        ...(!isOurs && { foreign: true as const }),
      };
    },
    async make({ compartmentId = '' }) {
      await attempt(site, `make the bucket ${bucket}`, 'manage buckets', () =>
        account.createBucket(namespace, compartmentId, bucket, { [TAG]: SHARED }),
      );
      return { hasBucket: true };
    },
    async remove() {
      await attempt(site, `delete the bucket ${bucket}`, 'manage buckets', async () => {
        const names = await account.objectNames(namespace, bucket);
        if (names.length === 0) await account.deleteBucket(namespace, bucket);
      });
    },
  };
}

/** Only where data is to be taken away: otherwise the document is nobody's to touch. */
export function documentStep(site: OracleSite): Step<Ground> {
  const { account, choices, namespace } = site;
  const { bucket, object } = choices;
  return {
    name: 'document',
    async look({ hasBucket }) {
      const found = await attempt(site, `look for ${object}`, 'read objects', async () =>
        hasBucket ? account.readObject(namespace, bucket, object) : undefined,
      );
      if (found === undefined) return { kind: 'missing', plan: 'the first view makes it' };
      return { kind: 'there', tells: `${object}, with all that was counted` };
    },
    make: async () => ({}),
    async remove() {
      await attempt(site, `delete ${object}`, 'manage objects', () =>
        account.deleteObject(namespace, bucket, object),
      );
    },
  };
}

export function topicStep(site: OracleSite): Step<Ground> {
  const { account, names } = site;
  const { topic, worker } = names;
  return {
    name: 'topic',
    async look({ compartmentId }) {
      const plan = `a topic ${topic} for reports`;
      if (compartmentId === undefined) return { kind: 'missing', plan };
      const found = await attempt(site, `look for the topic ${topic}`, 'read ons-topics', () =>
        account.findTopic(compartmentId, topic),
      );
      if (found === undefined) return { kind: 'missing', plan };
      const isOurs = found.tags[TAG] === worker;
      const known = { topicId: found.id };
      return { kind: 'there', tells: topic, known, ...(!isOurs && { foreign: true as const }) };
    },
    async make({ compartmentId = '' }) {
      const topicId = await attempt(site, `make the topic ${topic}`, 'manage ons-topics', () =>
        account.createTopic(compartmentId, topic, { [TAG]: worker }),
      );
      return { topicId };
    },
    async remove({ topicId }) {
      if (topicId === undefined) return;
      await attempt(site, `delete the topic ${topic}`, 'manage ons-topics', () =>
        account.deleteTopic(topicId),
      );
    },
  };
}

/** It goes with its topic. */
export function subscriptionStep(site: OracleSite, email: string): Step<Ground> {
  const { account, names } = site;
  return {
    name: 'subscription',
    async look({ compartmentId, topicId }) {
      const plan = `reports to ${email}, once its reader has confirmed that`;
      if (compartmentId === undefined || topicId === undefined) return { kind: 'missing', plan };
      const doing = `look for the subscription of ${email}`;
      const state = await attempt(site, doing, 'read ons-subscriptions', () =>
        account.subscriptionState(compartmentId, topicId, email),
      );
      if (state === undefined) return { kind: 'missing', plan };
      const note = state === 'PENDING' ? ', not confirmed yet' : '';
      return { kind: 'there', tells: `${email}${note}` };
    },
    async make({ compartmentId = '', topicId = '' }) {
      const needs = 'manage ons-subscriptions';
      await attempt(site, `subscribe ${email} to the reports`, needs, () =>
        account.subscribe(compartmentId, topicId, email, { [TAG]: names.worker }),
      );
      return {};
    },
  };
}
