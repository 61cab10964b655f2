/** REPORT_TOKEN: made where there is none, and shown once. */
import { randomBytes } from 'node:crypto';
import type { EdgeKnown } from '../known.ts';
import type { Step } from '../step.ts';

interface TokenSite {
  readonly givenToken: string | undefined;
  /** The token that is there is lost, and gets a successor. */
  readonly newToken: boolean;
}

type Known = Pick<EdgeKnown, 'madeToken' | 'token' | 'worker'>;

export function tokenStep({ givenToken, newToken }: TokenSite): Step<Known> {
  return {
    name: 'token',
    async look({ token, worker }) {
      if (token !== undefined) return { kind: 'there', tells: 'made' };
      if (worker?.secrets.includes('REPORT_TOKEN') && !newToken) {
        return { kind: 'there', tells: 'the Worker has one, which stays' };
      }
      const plan =
        givenToken === undefined ? 'a REPORT_TOKEN, shown once' : 'REPORT_TOKEN, as given';
      return { kind: 'missing', plan };
    },
    make: async () => ({
      token: givenToken ?? randomBytes(24).toString('hex'),
      madeToken: givenToken === undefined,
    }),
  };
}
