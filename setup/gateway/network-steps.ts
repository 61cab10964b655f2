/** A network of its own: one public subnet, a way out to Oracle's services, and HTTPS let in. */
import { SHARED, TAG } from '../names.ts';
import { findByName, NETWORK, type Resource } from '../oracle/service-calls.ts';
import type { Facts, Step } from '../step.ts';
import { attempt } from '../steps/site.ts';
import { type GatewayKnown, type GatewaySite, SHARED_NAME } from './gateway-site.ts';

type Known = Facts<GatewayKnown>;

interface Network extends Resource {
  readonly defaultRouteTableId: string;
}

interface RouteTable extends Resource {
  readonly routeRules: readonly {
    readonly destination: string;
    readonly networkEntityId: string;
  }[];
}

const EVERYWHERE = '0.0.0.0/0';
const NEEDS = 'manage virtual-network-family';
const HTTPS = { destinationPortRange: { min: 443, max: 443 } };

export function networkSteps(site: GatewaySite): readonly Step<GatewayKnown>[] {
  return [
    part(site, {
      name: 'network',
      plan: `a network ${SHARED_NAME} of its own`,
      path: '/vcns',
      within: (known) => known.compartmentId !== undefined && {},
      details: () => ({ cidrBlocks: ['10.0.0.0/16'], dnsLabel: 'counter' }),
      learn: ({ defaultRouteTableId: routeTableId, id: networkId }: Network) => ({
        networkId,
        routeTableId,
      }),
    }),
    part(site, {
      name: 'internet',
      plan: 'an internet gateway, the way out to Oracle’s services',
      path: '/internetGateways',
      within: inNetwork,
      details: ({ networkId: vcnId }) => ({ vcnId, isEnabled: true }),
      learn: ({ id: internetGatewayId }: Resource) => ({ internetGatewayId }),
    }),
    routeStep(site),
    part(site, {
      name: 'rules',
      plan: 'security rules that let HTTPS in, and everything out',
      path: '/securityLists',
      within: inNetwork,
      details: ({ networkId: vcnId }) => ({
        vcnId,
        ingressSecurityRules: [{ protocol: '6', source: EVERYWHERE, tcpOptions: HTTPS }],
        egressSecurityRules: [{ protocol: 'all', destination: EVERYWHERE }],
      }),
      learn: ({ id: securityListId }: Resource) => ({ securityListId }),
    }),
    part(site, {
      name: 'subnet',
      plan: 'a public subnet',
      path: '/subnets',
      within: inNetwork,
      details: ({ networkId: vcnId, securityListId }) => ({
        vcnId,
        cidrBlock: '10.0.0.0/24',
        securityListIds: [securityListId],
      }),
      learn: ({ id: subnetId }: Resource) => ({ subnetId }),
    }),
  ];
}

/** By which else a list is narrowed; false where its ground is not there yet. */
type Ground = Readonly<Record<string, string>> | false;

const inNetwork = ({ networkId: vcnId }: Known): Ground => vcnId !== undefined && { vcnId };

interface Part<T extends Resource> {
  readonly name: string;
  readonly plan: string;
  readonly path: string;
  readonly within: (known: Known) => Ground;
  readonly details: (known: Known) => object;
  readonly learn: (resource: T) => Known;
}

function part<T extends Resource>(site: GatewaySite, kind: Part<T>): Step<GatewayKnown> {
  const { account } = site;
  const { details, learn, name, path, plan, within } = kind;
  const find = async (known: Known) => {
    const ground = within(known);
    const { compartmentId } = known;
    if (ground === false || compartmentId === undefined) return undefined;
    return attempt(site, `look for the ${name}`, NEEDS, () =>
      findByName<T>(account, NETWORK, path, SHARED_NAME, { compartmentId, ...ground }),
    );
  };
  return {
    name,
    async look(known) {
      const found = await find(known);
      if (found === undefined) return { kind: 'missing', plan };
      const isOurs = found.freeformTags?.[TAG] === SHARED;
      const foreign = !isOurs && { foreign: true as const };
      return { kind: 'there', tells: SHARED_NAME, known: learn(found), ...foreign };
    },
    async make(known) {
      const { compartmentId } = known;
      const common = { compartmentId, displayName: SHARED_NAME, freeformTags: { [TAG]: SHARED } };
      const body = { ...common, ...details(known) };
      const made = await attempt(site, `make the ${name}`, NEEDS, () =>
        account.call<T>(NETWORK, 'POST', path, body),
      );
      return learn(made);
    },
    async remove(known) {
      const found = await find(known);
      if (found === undefined) return;
      await attempt(site, `delete the ${name}`, NEEDS, () =>
        account.call(NETWORK, 'DELETE', `${path}/${found.id}`),
      );
    },
  };
}

/** Everything that is not in the network goes by the internet gateway. */
function routeStep(site: GatewaySite): Step<GatewayKnown> {
  const { account } = site;
  const put = (routeTableId: string, routeRules: readonly object[]) =>
    attempt(site, 'write the route', NEEDS, () =>
      account.call(NETWORK, 'PUT', `/routeTables/${routeTableId}`, { routeRules }),
    );
  return {
    name: 'route',
    async look({ internetGatewayId, routeTableId }) {
      const plan = 'a route to it';
      if (routeTableId === undefined) return { kind: 'missing', plan };
      const table = await attempt(site, 'look at the route', NEEDS, () =>
        account.call<RouteTable>(NETWORK, 'GET', `/routeTables/${routeTableId}`),
      );
      const isThere = table.routeRules.some((rule) => rule.networkEntityId === internetGatewayId);
      return isThere ? { kind: 'there', tells: 'to everywhere' } : { kind: 'missing', plan };
    },
    async make({ internetGatewayId, routeTableId = '' }) {
      const rule = {
        destination: EVERYWHERE,
        destinationType: 'CIDR_BLOCK',
        networkEntityId: internetGatewayId,
      };
      await put(routeTableId, [rule]);
      return {};
    },
    async remove({ routeTableId = '' }) {
      await put(routeTableId, []);
    },
  };
}
