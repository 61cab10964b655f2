/** The gateway that browsers call, its deployment of the counter's routes, and the Function's log. */
import { SHARED, TAG } from '../names.ts';
import {
  findByName,
  GATEWAYS,
  LOGGING,
  type Resource,
  untilGone,
  untilThere,
} from '../oracle/service-calls.ts';
import type { Facts, Step } from '../step.ts';
import { attempt } from '../steps/site.ts';
import { type GatewayKnown, type GatewaySite, SHARED_NAME } from './gateway-site.ts';
import { digestOf, gatewaySpecification } from './specification.ts';

interface Deployment extends Resource {
  readonly endpoint: string;
}

const NEEDS = 'manage api-gateway-family';
const LOG_NEEDS = 'manage log-groups';
const ACTIVE = 'ACTIVE';
const SPECIFICATION_TAG = 'visitor-counter-routes';

const isActive = <T extends Resource>(found: T | undefined) =>
  found?.lifecycleState === ACTIVE ? found : undefined;

/** Shared by all sites: it is what costs. */
export function gatewayStep(site: GatewaySite): Step<GatewayKnown> {
  const { account } = site;
  const find = (compartmentId: string) =>
    attempt(site, 'look for the gateway', NEEDS, () =>
      findByName(account, GATEWAYS, '/gateways', SHARED_NAME, { compartmentId }),
    );
  return {
    name: 'gateway',
    async look({ compartmentId }) {
      const plan = `an API gateway ${SHARED_NAME}, which takes some minutes and is not free`;
      const found = compartmentId === undefined ? undefined : await find(compartmentId);
      if (isActive(found) === undefined) return { kind: 'missing', plan };
      const foreign = found?.freeformTags?.[TAG] !== SHARED && { foreign: true as const };
      return {
        kind: 'there',
        tells: SHARED_NAME,
        known: { gatewayId: found?.id ?? '' },
        ...foreign,
      };
    },
    async make({ compartmentId = '', subnetId }) {
      // One of a run that broke off may be on its way.
      if ((await find(compartmentId)) === undefined) {
        const details = {
          compartmentId,
          displayName: SHARED_NAME,
          endpointType: 'PUBLIC',
          subnetId,
          freeformTags: { [TAG]: SHARED },
        };
        await attempt(site, 'make the gateway', NEEDS, () =>
          account.call(GATEWAYS, 'POST', '/gateways', details),
        );
      }
      const look = async () => isActive(await find(compartmentId));
      return { gatewayId: (await untilThere('The gateway', look)).id };
    },
    async remove({ compartmentId = '', gatewayId = '' }) {
      await attempt(site, 'delete the gateway', NEEDS, () =>
        account.call(GATEWAYS, 'DELETE', `/gateways/${gatewayId}`),
      );
      // Its subnet cannot go before it, and it takes some minutes.
      await untilGone('The gateway', () => find(compartmentId));
    },
  };
}

/** Whether another site of ours is deployed behind the same gateway. */
export async function hasOtherSites(
  site: GatewaySite,
  { compartmentId }: Facts<GatewayKnown>,
): Promise<boolean> {
  if (compartmentId === undefined) return false;
  const { account, names } = site;
  const path = `/deployments?${new URLSearchParams({ compartmentId })}`;
  const { items } = await attempt(site, 'look for other deployments', NEEDS, () =>
    account.call<{ readonly items: readonly Resource[] }>(GATEWAYS, 'GET', path),
  );
  return items.some(
    ({ displayName, freeformTags, lifecycleState }) =>
      lifecycleState === ACTIVE &&
      freeformTags?.[TAG] !== undefined &&
      displayName !== names.worker,
  );
}

export function deploymentStep(site: GatewaySite): Step<GatewayKnown> {
  const { account, names } = site;
  const { worker: displayName, site: name = 'v1' } = names;
  const find = ({ compartmentId, gatewayId }: Facts<GatewayKnown>) =>
    attempt(site, 'look for the deployment', NEEDS, async () =>
      compartmentId === undefined || gatewayId === undefined
        ? undefined
        : findByName<Deployment>(account, GATEWAYS, '/deployments', displayName, {
            compartmentId,
            gatewayId,
          }),
    );
  return {
    name: 'deployment',
    async look(known) {
      const plan = `a deployment of the counter’s routes at /${name}`;
      const found = isActive(await find(known));
      const { functionId } = known;
      if (found === undefined || functionId === undefined) return { kind: 'missing', plan };
      const digest = digestOf(gatewaySpecification(functionId));
      const learnt = { url: found.endpoint };
      if (found.freeformTags?.[SPECIFICATION_TAG] !== digest) return { kind: 'missing', plan };
      return { kind: 'there', tells: found.endpoint, known: learnt };
    },
    async make(known) {
      const { compartmentId, functionId = '', gatewayId } = known;
      const specification = gatewaySpecification(functionId);
      const freeformTags = {
        [TAG]: names.worker,
        [SPECIFICATION_TAG]: digestOf(specification),
      };
      const found = await find(known);
      const details = { compartmentId, gatewayId, displayName, pathPrefix: `/${name}` };
      await attempt(site, 'write the deployment', NEEDS, () =>
        found === undefined
          ? account.call(GATEWAYS, 'POST', '/deployments', {
              ...details,
              specification,
              freeformTags,
            })
          : account.call(GATEWAYS, 'PUT', `/deployments/${found.id}`, {
              specification,
              freeformTags,
            }),
      );
      const look = async () => isActive(await find(known));
      return { url: (await untilThere('The deployment', look)).endpoint };
    },
    async remove(known) {
      const found = await find(known);
      if (found === undefined) return;
      await attempt(site, 'delete the deployment', NEEDS, () =>
        account.call(GATEWAYS, 'DELETE', `/deployments/${found.id}`),
      );
      await untilGone('The deployment', () => find(known));
    },
  };
}

/** What the Function writes is kept in a log, and a log lies in a group. */
export function logSteps(site: GatewaySite): readonly Step<GatewayKnown>[] {
  const { account, names } = site;
  const findGroup = (compartmentId: string) =>
    attempt(site, 'look for the log group', LOG_NEEDS, () =>
      findByName(account, LOGGING, '/logGroups', SHARED_NAME, { compartmentId }),
    );
  const findLog = (logGroupId: string) =>
    attempt(site, 'look for the log', LOG_NEEDS, () =>
      findByName(account, LOGGING, `/logGroups/${logGroupId}/logs`, names.worker, {}),
    );
  return [
    {
      name: 'log group',
      async look({ compartmentId }) {
        const plan = `a log group ${SHARED_NAME}`;
        const found = compartmentId === undefined ? undefined : await findGroup(compartmentId);
        if (found === undefined) return { kind: 'missing', plan };
        return { kind: 'there', tells: SHARED_NAME, known: { logGroupId: found.id } };
      },
      async make({ compartmentId = '' }) {
        const details = {
          compartmentId,
          displayName: SHARED_NAME,
          freeformTags: { [TAG]: SHARED },
        };
        await attempt(site, 'make the log group', LOG_NEEDS, () =>
          account.call(LOGGING, 'POST', '/logGroups', details),
        );
        const { id } = await untilThere('The log group', () => findGroup(compartmentId));
        return { logGroupId: id };
      },
    },
    {
      name: 'log',
      async look({ logGroupId }) {
        const plan = 'a log of what the Function says';
        const found = logGroupId === undefined ? undefined : await findLog(logGroupId);
        return found === undefined
          ? { kind: 'missing', plan }
          : { kind: 'there', tells: names.worker };
      },
      async make({ applicationId: resource, logGroupId = '' }) {
        const source = {
          sourceType: 'OCISERVICE',
          service: 'functions',
          resource,
          category: 'invoke',
        };
        const details = {
          displayName: names.worker,
          logType: 'SERVICE',
          isEnabled: true,
          configuration: { source },
        };
        await attempt(site, 'make the log', LOG_NEEDS, () =>
          account.call(LOGGING, 'POST', `/logGroups/${logGroupId}/logs`, details),
        );
        await untilThere('The log', () => findLog(logGroupId));
        return {};
      },
      async remove({ logGroupId = '' }) {
        await attempt(site, 'delete the log', LOG_NEEDS, async () => {
          const found = await findLog(logGroupId);
          if (found === undefined) return;
          await account.call(LOGGING, 'DELETE', `/logGroups/${logGroupId}/logs/${found.id}`);
        });
      },
    },
  ];
}
