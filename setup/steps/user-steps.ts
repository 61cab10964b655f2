/** Who counts at Oracle for the edge: a user a site, in one group, with a policy that lets it do what it must. */
import type { EdgeKnown } from '../known.ts';
import { SHARED, TAG } from '../names.ts';
import type { OracleAccount } from '../oracle/oracle-account.ts';
import { sameStatements, userStatements } from '../policy.ts';
import { SetupProblem } from '../problem.ts';
import type { Step } from '../step.ts';
import { attempt, type OracleSite } from './site.ts';

type Who = Pick<EdgeKnown, 'compartmentId' | 'groupId' | 'userId' | 'userTags'>;

export function groupStep(site: OracleSite): Step<Who> {
  const { account, names } = site;
  const { group } = names;
  return {
    name: 'group',
    async look() {
      const found = await attempt(
        site,
        `look for the group ${group}`,
        'inspect groups in tenancy',
        () => account.findGroup(group),
      );
      if (found === undefined)
        return { kind: 'missing', plan: `a group ${group} of all sites’ users` };
      const isOurs = found.tags[TAG] === SHARED;
      const known = { groupId: found.id };
      return { kind: 'there', tells: group, known, ...(!isOurs && { foreign: true as const }) };
    },
    async make() {
      const groupId = await attempt(
        site,
        `make the group ${group}`,
        'manage groups in tenancy',
        () => account.createGroup(group, { [TAG]: SHARED }),
      );
      return { groupId };
    },
    /** Another site's user may still be in it. */
    async remove({ groupId }) {
      if (groupId === undefined) return;
      await attempt(site, `delete the group ${group}`, 'manage groups in tenancy', async () => {
        const members = await account.memberships(groupId);
        if (members.length === 0) await account.deleteGroup(groupId);
      });
    },
  };
}

export function userStep(site: OracleSite): Step<Who> {
  const { account, choices, names } = site;
  const { user, worker } = names;
  return {
    name: 'user',
    async look() {
      const found = await attempt(
        site,
        `look for the user ${user}`,
        'inspect users in tenancy',
        () => account.findUser(user),
      );
      if (found === undefined) {
        return {
          kind: 'missing',
          plan: `a user ${user}, who signs in nowhere and has one API key`,
        };
      }
      if (found.tags[TAG] !== worker) {
        throw new SetupProblem(
          `There is a user ${user} already that setup did not make: give the site another name by --name, or delete that user.`,
        );
      }
      return { kind: 'there', tells: user, known: { userId: found.id, userTags: found.tags } };
    },
    async make() {
      const userTags = { [TAG]: worker };
      const userId = await attempt(site, `make the user ${user}`, 'manage users in tenancy', () =>
        account.createUser(user, choices.email, userTags),
      );
      return { userId, userTags };
    },
    async remove({ userId }) {
      if (userId === undefined) return;
      await attempt(site, `delete the user ${user}`, 'manage users in tenancy', () =>
        deleteUser(account, userId),
      );
    },
  };
}

/** With its keys: from here on none of them opens anything. */
async function deleteUser(account: OracleAccount, userId: string): Promise<void> {
  for (const fingerprint of await account.fingerprints(userId)) {
    await account.deleteKey(userId, fingerprint);
  }
  await account.deleteUser(userId);
}

export function membershipStep(site: OracleSite): Step<Who> {
  const { account, names } = site;
  const { group, user } = names;
  const needs = 'manage groups in tenancy';
  return {
    name: 'membership',
    async look({ groupId, userId }) {
      const plan = `${user} in ${group}`;
      if (groupId === undefined || userId === undefined) return { kind: 'missing', plan };
      const found = await attempt(
        site,
        `look into the group ${group}`,
        'inspect groups in tenancy',
        () => account.memberships(groupId, userId),
      );
      return found.length === 0 ? { kind: 'missing', plan } : { kind: 'there', tells: plan };
    },
    async make({ groupId = '', userId = '' }) {
      await attempt(site, `put ${user} into ${group}`, needs, () =>
        account.addToGroup(userId, groupId),
      );
      return {};
    },
    async remove({ groupId = '', userId = '' }) {
      await attempt(site, `take ${user} out of ${group}`, needs, async () => {
        for (const id of await account.memberships(groupId, userId)) {
          await account.removeFromGroup(id);
        }
      });
    },
  };
}

/** What stands in a plan for what has no OCID yet. */
const notYet = (what: string) => `<${what}, once it is there>`;

export function policyStep(site: OracleSite): Step<Who> {
  const { account, choices, names } = site;
  const { group, policy, user, worker } = names;
  const { bucket, object } = choices;
  const needs = 'manage policies';
  const wanted = ({ compartmentId, userId }: Partial<Who>) =>
    userStatements(group, userId ?? notYet(`the OCID of ${user}`), {
      compartmentId: compartmentId ?? notYet('the OCID of the compartment'),
      bucket,
      object,
    });
  const find = (compartmentId: string) =>
    attempt(site, `look for the policy ${policy}`, 'inspect policies', () =>
      account.findPolicy(compartmentId, policy),
    );
  return {
    name: 'policy',
    async look(known) {
      const details = wanted(known);
      const { compartmentId } = known;
      const found = compartmentId === undefined ? undefined : await find(compartmentId);
      if (found === undefined) return { kind: 'missing', plan: `a policy ${policy}:`, details };
      if (found.tags[TAG] !== worker) {
        throw new SetupProblem(
          `There is a policy ${policy} already that setup did not make: give the site another name by --name, or delete that policy.`,
        );
      }
      if (sameStatements(found.statements, details)) return { kind: 'there', tells: policy };
      return { kind: 'missing', plan: `the policy ${policy} as it must be:`, details };
    },
    async make(known) {
      const { compartmentId = '' } = known;
      const found = await find(compartmentId);
      const statements = wanted(known);
      await attempt(site, `write the policy ${policy}`, needs, () =>
        found === undefined
          ? account.createPolicy(compartmentId, policy, statements, { [TAG]: worker })
          : account.updatePolicy(found.id, statements),
      );
      return {};
    },
    async remove({ compartmentId = '' }) {
      const found = await find(compartmentId);
      if (found === undefined) return;
      await attempt(site, `delete the policy ${policy}`, needs, () =>
        account.deletePolicy(found.id),
      );
    },
  };
}
