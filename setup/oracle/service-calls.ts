/**
 * Calls of the services that only the gateway path needs: networks, Functions, API Gateway, Logging, the image
 * registry. Signed by the SDK's signer; its packages for these five weigh 15 MB and 7,000 files.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { SetupProblem } from '../problem.ts';
import type { OracleAccount } from './oracle-account.ts';

export interface Service {
  /** Of its address. */
  readonly host: string;
  readonly version: string;
}

export const NETWORK: Service = { host: 'iaas.{region}.oraclecloud.com', version: '20160918' };
export const FUNCTIONS: Service = {
  host: 'functions.{region}.oci.oraclecloud.com',
  version: '20181201',
};
export const GATEWAYS: Service = {
  host: 'apigateway.{region}.oci.oraclecloud.com',
  version: '20190501',
};
export const LOGGING: Service = {
  host: 'logging.{region}.oci.oraclecloud.com',
  version: '20200531',
};
export const REGISTRY: Service = {
  host: 'artifacts.{region}.oci.oraclecloud.com',
  version: '20160918',
};

export interface Resource {
  readonly id: string;
  readonly displayName?: string;
  readonly lifecycleState?: string;
  readonly freeformTags?: Readonly<Record<string, string>>;
}

/** Of what is being deleted only its end counts: what it stands on cannot go before. */
const GONE = /^(DELETED|TERMINATED|FAILED)$/;
const LOOK_AGAIN_MS = 1_000;
/** A gateway takes two or three minutes. */
const WAIT_MS = 600_000;

/** The first that is alive and has that name. @throws Refused */
export async function findByName<T extends Resource>(
  account: OracleAccount,
  service: Service,
  path: string,
  name: string,
  query: Readonly<Record<string, string>>,
): Promise<T | undefined> {
  const search = new URLSearchParams({ ...query, displayName: name });
  const answer = await account.call<readonly T[] | { readonly items: readonly T[] }>(
    service,
    'GET',
    `${path}?${search}`,
  );
  const items = 'items' in answer ? answer.items : answer;
  return items.find(
    ({ displayName, lifecycleState }) => displayName === name && !GONE.test(lifecycleState ?? ''),
  );
}

/** Looks until `look` finds something. @throws SetupProblem when it takes too long. */
export async function untilThere<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const endMs = Date.now() + WAIT_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > endMs) {
      throw new SetupProblem(
        `${what} is not there after ${WAIT_MS / 60_000} minutes: run it again, it goes on from here.`,
      );
    }
    await sleep(LOOK_AGAIN_MS);
  }
}

/** @throws SetupProblem when it takes too long. */
export async function untilGone(what: string, look: () => Promise<unknown>): Promise<void> {
  await untilThere(`The end of ${what.toLowerCase()}`, async () =>
    (await look()) === undefined ? true : undefined,
  );
}
