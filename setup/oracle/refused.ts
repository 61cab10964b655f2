/** A call that Oracle did not do, and the sentence that a person gets for it. */
import { SetupProblem } from '../problem.ts';

export class Refused extends Error {
  /** HTTP's; 0 when no answer came. */
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string) {
    super(`${status} ${code}`);
    this.name = 'Refused';
    this.status = status;
    this.code = code;
  }
}

export function isAbsent(error: unknown): boolean {
  return error instanceof Refused && error.status === 404;
}

export interface Attempt {
  /** What was tried, as an infinitive: `make the bucket x`. */
  readonly doing: string;
  /** What a policy must allow for it: `manage buckets`. */
  readonly needs: string;
  readonly profile: string;
  readonly region: string;
}

const TAKEN = /AlreadyExists|AlreadyInUse|InvalidatedRetryToken|Conflict/i;
const LIMIT = /Limit|Quota/i;

/** The next step, for each way in which Oracle says no. */
export function explainRefusal(
  { status, code }: Refused,
  { doing, needs, profile, region }: Attempt,
): SetupProblem {
  const answer = `(Oracle said: ${status === 0 ? code : `${status} ${code}`})`;
  return new SetupProblem(`Could not ${doing} ${answer}: ${nextStep()}.`);

  function nextStep(): string {
    if (status === 0) {
      return `no answer came from ${region}: check the network, and that the region is right (--region)`;
    }
    if (status === 401) {
      return `the key of the profile ${profile} is not taken: its clock may be more than 5 minutes off, or the key is gone; \`oci setup bootstrap\` makes another`;
    }
    if (LIMIT.test(code)) {
      return 'a limit of your tenancy is reached: delete what you no longer need, or ask for more under Governance, Limits in Oracle’s console';
    }
    if (status === 409 || TAKEN.test(code)) {
      return 'the name is taken by something else: choose another (--name, --bucket), or take that away';
    }
    if (status === 404 || status === 403) {
      return `it is not there, or your user may not: ask an administrator for a policy with \`${needs}\`, or choose another compartment (--compartment)`;
    }
    if (status === 429) return 'Oracle asks for patience: run it again in a minute';
    if (status >= 500)
      return 'Oracle’s service has trouble: run it again later, it goes on from here';
    return 'check what you gave (--compartment, --bucket, --email), and run it again';
  }
}
