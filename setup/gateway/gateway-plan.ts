/** The steps of the gateway path, in the order in which each finds what it builds on. */
import { keptWhile, type Step } from '../step.ts';
import {
  bucketStep,
  compartmentStep,
  documentStep,
  subscriptionStep,
  topicStep,
} from '../steps/ground-steps.ts';
import { saltStep } from '../steps/salt-step.ts';
import { takeoverStep } from '../steps/takeover-step.ts';
import { tokenStep } from '../steps/token-step.ts';
import { dynamicGroupStep, functionPolicyStep } from './access-steps.ts';
import { applicationStep, functionStep, imageStep, settingsStep } from './function-steps.ts';
import type { GatewayKnown, GatewaySite } from './gateway-site.ts';
import { deploymentStep, gatewayStep, hasOtherSites, logSteps } from './gateway-steps.ts';
import { networkSteps } from './network-steps.ts';

type Steps = readonly Step<GatewayKnown>[];

export function gatewayPlan(site: GatewaySite): Steps {
  const { email } = site.choices;
  const reports = email === undefined ? [] : [topicStep(site), subscriptionStep(site, email)];
  return [
    compartmentStep(site),
    bucketStep(site),
    takeoverStep(site, Date.now),
    ...reports,
    dynamicGroupStep(site),
    functionPolicyStep(site),
    ...networkSteps(site),
    applicationStep(site),
    saltStep(site),
    tokenStep(site),
    settingsStep(site),
    imageStep(site),
    functionStep(site),
    gatewayStep(site),
    deploymentStep(site),
    ...logSteps(site),
  ];
}

/**
 * Network, gateway and dynamic group go with the last site. Bucket, document and topic stay while an edge of
 * the same site counts there too.
 */
export function gatewayRemoval(site: GatewaySite): Steps {
  const { account, names, withData } = site;
  const hasEdge = async () => (await account.findUser(names.user)) !== undefined;
  const kept = (step: Step<GatewayKnown>) => keptWhile(step, hasEdge);
  const shared = (step: Step<GatewayKnown>) =>
    keptWhile(step, (known) => hasOtherSites(site, known));
  return [
    compartmentStep(site),
    kept(bucketStep(site)),
    ...(withData ? [kept(documentStep(site))] : []),
    kept(topicStep(site)),
    shared(dynamicGroupStep(site)),
    functionPolicyStep(site),
    ...networkSteps(site).map(shared),
    applicationStep(site),
    functionStep(site),
    shared(gatewayStep(site)),
    deploymentStep(site),
    ...logSteps(site),
  ];
}
