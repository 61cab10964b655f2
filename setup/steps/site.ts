/** What a plan is made for: one site, its names and what its owner chose, and the way to both clouds. */
import type { SiteNames } from '../names.ts';
import type { OracleAccount } from '../oracle/oracle-account.ts';
import { explainRefusal, Refused } from '../oracle/refused.ts';

export interface Choices {
  /** Name or OCID. */
  readonly compartment: string;
  readonly region: string;
  readonly bucket: string;
  readonly object: string;
  /** Undefined: no report is mailed. */
  readonly email: string | undefined;
  /** In place of every address of Oracle's. */
  readonly endpoint: string | undefined;
}

export interface OracleSite {
  readonly names: SiteNames;
  readonly account: OracleAccount;
  readonly namespace: string;
  readonly choices: Choices;
  /** Whether the document is to be taken away with the rest. */
  readonly withData: boolean;
}

/** Runs a call, and turns a no into a sentence. `needs` is what a policy must allow for it. */
export async function attempt<T>(
  { account, choices }: Pick<OracleSite, 'account' | 'choices'>,
  doing: string,
  needs: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { region } = choices;
    throw explainRefusal(error, { doing, needs, profile: account.profile.name, region });
  }
}
