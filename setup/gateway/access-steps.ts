/** Who counts at Oracle for the Function: a dynamic group of the compartment's functions, and its policy. */
import { SHARED, TAG } from '../names.ts';
import { functionStatements, matchingRule, sameStatements } from '../policy.ts';
import { SetupProblem } from '../problem.ts';
import type { Step } from '../step.ts';
import { attempt } from '../steps/site.ts';
import { DYNAMIC_GROUP, type GatewayKnown, type GatewaySite } from './gateway-site.ts';

export function dynamicGroupStep(site: GatewaySite): Step<GatewayKnown> {
  const { account } = site;
  const needs = 'manage dynamic-groups in tenancy';
  const find = () =>
    attempt(site, `look for the dynamic group ${DYNAMIC_GROUP}`, needs, () =>
      account.findDynamicGroup(DYNAMIC_GROUP),
    );
  return {
    name: 'dynamic group',
    async look({ compartmentId }) {
      const rule = matchingRule(compartmentId ?? '<the OCID of the compartment, once it is there>');
      const found = await find();
      if (found === undefined) {
        return { kind: 'missing', plan: `a dynamic group ${DYNAMIC_GROUP}:`, details: [rule] };
      }
      if (found.rule !== rule) {
        throw new SetupProblem(
          `There is a dynamic group ${DYNAMIC_GROUP} already of other functions (${found.rule}): go on in its compartment with --compartment, or delete it.`,
        );
      }
      const foreign = found.tags[TAG] !== SHARED && { foreign: true as const };
      return { kind: 'there', tells: DYNAMIC_GROUP, ...foreign };
    },
    async make({ compartmentId = '' }) {
      await attempt(site, `make the dynamic group ${DYNAMIC_GROUP}`, needs, () =>
        account.createDynamicGroup(DYNAMIC_GROUP, matchingRule(compartmentId), { [TAG]: SHARED }),
      );
      return {};
    },
    async remove() {
      const found = await find();
      if (found === undefined) return;
      await attempt(site, `delete the dynamic group ${DYNAMIC_GROUP}`, needs, () =>
        account.deleteDynamicGroup(found.id),
      );
    },
  };
}

export function functionPolicyStep(site: GatewaySite): Step<GatewayKnown> {
  const { account, choices, names } = site;
  const { bucket, object } = choices;
  const name = `${names.policy}-function`;
  const needs = 'manage policies';
  const wanted = (compartmentId = '<the OCID of the compartment, once it is there>') =>
    functionStatements(DYNAMIC_GROUP, { compartmentId, bucket, object });
  const find = (compartmentId: string) =>
    attempt(site, `look for the policy ${name}`, needs, () =>
      account.findPolicy(compartmentId, name),
    );
  return {
    name: 'policy',
    async look({ compartmentId }) {
      const details = wanted(compartmentId);
      const found = compartmentId === undefined ? undefined : await find(compartmentId);
      if (found === undefined) return { kind: 'missing', plan: `a policy ${name}:`, details };
      if (sameStatements(found.statements, details)) return { kind: 'there', tells: name };
      return { kind: 'missing', plan: `the policy ${name} as it must be:`, details };
    },
    async make({ compartmentId = '' }) {
      const found = await find(compartmentId);
      const statements = wanted(compartmentId);
      await attempt(site, `write the policy ${name}`, needs, () =>
        found === undefined
          ? account.createPolicy(compartmentId, name, statements, { [TAG]: names.worker })
          : account.updatePolicy(found.id, statements),
      );
      return {};
    },
    async remove({ compartmentId = '' }) {
      const found = await find(compartmentId);
      if (found === undefined) return;
      await attempt(site, `delete the policy ${name}`, needs, () => account.deletePolicy(found.id));
    },
  };
}
