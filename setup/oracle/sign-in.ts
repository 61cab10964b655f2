/** From a profile to an account that answers: its regions, its namespace, and which region is home. */

import { SetupProblem } from '../problem.ts';
import type { Choices } from '../steps/site.ts';
import { attempt } from '../steps/site.ts';
import { OracleAccount } from './oracle-account.ts';
import { readProfile } from './profile.ts';

export interface SignedIn {
  readonly account: OracleAccount;
  readonly region: string;
  readonly homeRegion: string;
  readonly namespace: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws SetupProblem with the next step. */
export async function signIn(
  env: Environment,
  profileName: string,
  givenRegion: string | undefined,
): Promise<SignedIn> {
  const profile = readProfile(env, profileName);
  const region = givenRegion ?? profile.region;
  const endpoint = env.OCI_ENDPOINT_URL;
  const home = new OracleAccount(profile, profile.region, endpoint);
  const choices = { region: profile.region } as Choices;
  const doing = `sign in to Oracle with the profile ${profileName}`;
  const regions = await attempt(
    { account: home, choices },
    doing,
    'inspect tenancies in tenancy',
    () => home.regions(),
  );
  const names = regions.map(({ name }) => name);
  if (!names.includes(region)) {
    throw new SetupProblem(
      `Your tenancy has no region ${region} (it has: ${names.join(', ')}): give one of these by --region.`,
    );
  }
  const homeRegion = regions.find(({ isHome }) => isHome)?.name ?? region;
  const account = new OracleAccount(profile, region, endpoint);
  account.setHomeRegion(homeRegion);
  const namespace = await attempt(
    { account, choices: { ...choices, region } },
    'look up the namespace',
    'read objectstorage-namespaces in tenancy',
    () => account.namespace(),
  );
  return { account, region, homeRegion, namespace };
}
