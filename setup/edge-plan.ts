/** The steps of the edge, in the order in which each finds what it builds on. */
import type { EdgeKnown } from './known.ts';
import { hasApplication } from './oracle/functions.ts';
import { keptWhile, type Step } from './step.ts';
import { copyStep } from './steps/copy-step.ts';
import {
  bucketStep,
  compartmentStep,
  documentStep,
  subscriptionStep,
  topicStep,
} from './steps/ground-steps.ts';
import { type SaltSite, saltStep } from './steps/salt-step.ts';
import { takeoverStep } from './steps/takeover-step.ts';
import { tokenStep } from './steps/token-step.ts';
import { groupStep, membershipStep, policyStep, userStep } from './steps/user-steps.ts';
import {
  type EdgeSite,
  keyStep,
  releaseStep,
  secretsStep,
  workerStep,
} from './steps/worker-steps.ts';

type Steps = readonly Step<EdgeKnown>[];

/** `copyPath` is undefined where nothing is to lie on a disk. */
export function edgePlan(site: EdgeSite & SaltSite, copyPath: string | undefined): Steps {
  const { choices } = site;
  return [
    compartmentStep(site),
    bucketStep(site),
    takeoverStep(site, Date.now),
    ...reportSteps(site, choices.email),
    groupStep(site),
    userStep(site),
    membershipStep(site),
    policyStep(site),
    workerStep(site),
    saltStep(site),
    tokenStep(site),
    keyStep(site),
    ...(copyPath === undefined ? [] : [copyStep(site, copyPath)]),
    secretsStep(site),
    releaseStep(site),
  ];
}

function reportSteps(site: EdgeSite, email: string | undefined): Steps {
  return email === undefined ? [] : [topicStep(site), subscriptionStep(site, email)];
}

/**
 * Taken away from the end: the Worker first, so that nothing is asked for by it any more. Bucket, document and
 * topic stay while a Function of the same site counts there too.
 */
export function edgeRemoval(site: EdgeSite & SaltSite): Steps {
  const { account, names } = site;
  const hasFunction = async ({ compartmentId }: Partial<EdgeKnown>) =>
    compartmentId !== undefined && (await hasApplication(account, compartmentId, names.worker));
  const kept = (step: Step<EdgeKnown>) => keptWhile(step, hasFunction);
  return [
    compartmentStep(site),
    kept(bucketStep(site)),
    ...(site.withData ? [kept(documentStep(site))] : []),
    kept(topicStep(site)),
    groupStep(site),
    userStep(site),
    membershipStep(site),
    policyStep(site),
    workerStep(site),
  ];
}
