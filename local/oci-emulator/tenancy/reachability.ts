/** Whether the internet reaches a subnet: through its route table, an internet gateway and its security rules. */
import type { Fields } from './collection.ts';
import type { Inventory } from './inventory.ts';
import type { Resource } from './resource.ts';

const TCP = '6';
const HTTPS_PORT = 443;
const ANYWHERE = '0.0.0.0/0';

/** Why no browser reaches what stands in the subnet; undefined when one does. */
export function unreachableBecause(subnetId: string, inventory: Inventory): string | undefined {
  const subnet = inventory.find('subnet', subnetId);
  if (subnet === undefined) return 'there is no such subnet';
  const { prohibitInternetIngress, prohibitPublicIpOnVnic, routeTableId } = subnet.fields;
  if (prohibitPublicIpOnVnic === true || prohibitInternetIngress === true) {
    return 'the subnet is private';
  }
  const table = inventory.find('routetable', String(routeTableId));
  const wayOut = table === undefined ? [] : rulesOf(table, 'routeRules');
  const isOpen = ({ destination, networkEntityId }: Fields) =>
    destination === ANYWHERE &&
    inventory.find('internetgateway', String(networkEntityId))?.fields.isEnabled === true;
  if (!wayOut.some(isOpen)) return 'no route leads to an internet gateway';
  const lists = securityListIdsOf(subnet).flatMap((id) => inventory.find('securitylist', id) ?? []);
  const letIn = lists.flatMap((list) => rulesOf(list, 'ingressSecurityRules'));
  return letIn.some(allowsHttps) ? undefined : 'no security rule lets HTTPS in';
}

function allowsHttps({ protocol, source, tcpOptions }: Fields): boolean {
  const range = (tcpOptions as { destinationPortRange?: { min: number; max: number } } | undefined)
    ?.destinationPortRange;
  const isPort = range === undefined || (range.min <= HTTPS_PORT && HTTPS_PORT <= range.max);
  return source === ANYWHERE && (protocol === 'all' || (protocol === TCP && isPort));
}

export function rulesOf({ fields }: Resource, name: string): readonly Fields[] {
  return listOf(fields[name]) as readonly Fields[];
}

export function securityListIdsOf({ fields }: Resource): readonly string[] {
  return listOf(fields.securityListIds) as readonly string[];
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
