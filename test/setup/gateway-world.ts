/** An account at Oracle, and what a plan of the gateway path is made for there; images are the built Function. */
import { fileURLToPath } from 'node:url';
import { gatewayPlan } from '../../setup/gateway/gateway-plan.ts';
import type { GatewaySite } from '../../setup/gateway/gateway-site.ts';
import { namesOf } from '../../setup/names.ts';
import { signIn } from '../../setup/oracle/sign-in.ts';
import { defaultAnswers } from '../../setup/questions.ts';
import { makeAll } from '../../setup/step.ts';
import type { Oracle } from './clouds.ts';

export const BUNDLE = fileURLToPath(new URL('../../dist/function/func.js', import.meta.url));
export const QUIET = { begins: () => undefined, ends: () => undefined };
export const BUCKET = 'cloud-resume-data';

export async function siteOf(
  oracle: Oracle,
  more: Partial<GatewaySite> & { readonly site?: string; readonly profile?: string } = {},
): Promise<GatewaySite> {
  const env = { ...oracle.environment, OCI_ENDPOINT_URL: oracle.url };
  const { account, namespace, region } = await signIn(env, more.profile ?? 'DEFAULT', undefined);
  const names = namesOf(more.site);
  return {
    names,
    account,
    namespace,
    asker: defaultAnswers,
    candidates: [],
    codeTag: '1.0.0-a',
    findOldFunction: async () => undefined,
    givenToken: undefined,
    newToken: false,
    withData: false,
    choices: {
      compartment: 'counters',
      region,
      bucket: BUCKET,
      object: names.object,
      email: 'me@example.com',
      endpoint: oracle.url,
    },
    vars: {
      BUCKET,
      OBJECT: names.object,
      OCI_NAMESPACE: namespace,
      OCI_OBJECT_STORAGE_URL: oracle.url,
      OCI_NOTIFICATIONS_URL: oracle.url,
    },
    // What docker would build and push.
    images: { push: async (image) => void oracle.emulator.tenancy.images.set(image, BUNDLE) },
    ...more,
  };
}

export const make = (site: GatewaySite) => makeAll(gatewayPlan(site), {}, QUIET);
