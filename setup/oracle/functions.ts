/**
 * Oracle's Functions, as far as a takeover asks them: the configuration of a function that runs already. By
 * signed calls, since the package for them is heavier than these three.
 */
import type { OracleAccount } from './oracle-account.ts';
import { isAbsent } from './refused.ts';
import { FUNCTIONS, findByName } from './service-calls.ts';

export type Configuration = Readonly<Record<string, string>>;

interface Application {
  readonly id: string;
  readonly config?: Configuration;
}

interface FunctionSummary {
  readonly id: string;
}

/**
 * The configuration of the function that counts into this object: that of its application, and its own over
 * it. Undefined when no function of the compartment names the bucket. @throws Refused
 */
export async function findFunctionConfiguration(
  account: OracleAccount,
  compartmentId: string,
  { bucket, object }: { readonly bucket: string; readonly object: string },
): Promise<Configuration | undefined> {
  const get = <T>(path: string) => account.call<T>(FUNCTIONS, 'GET', path);
  const compartment = encodeURIComponent(compartmentId);
  for (const { id } of await get<readonly Application[]>(
    `/applications?compartmentId=${compartment}`,
  )) {
    const application = await get<Application>(`/applications/${encodeURIComponent(id)}`);
    const list = `/functions?applicationId=${encodeURIComponent(id)}`;
    for (const summary of await get<readonly FunctionSummary[]>(list)) {
      const own = await get<Application>(`/functions/${encodeURIComponent(summary.id)}`);
      const config = { ...application.config, ...own.config };
      // The old function has these defaults too, so one of the two must be there to tell it from any other.
      const isNamed = config.BUCKET !== undefined || config.OBJECT !== undefined;
      const counts = (config.BUCKET ?? bucket) === bucket && (config.OBJECT ?? object) === object;
      if (isNamed && counts) return config;
    }
  }
  return undefined;
}

/** Of that name, in the compartment; none where the owner may not look at Functions. @throws Refused */
export async function hasApplication(
  account: OracleAccount,
  compartmentId: string,
  name: string,
): Promise<boolean> {
  try {
    const query = { compartmentId };
    return (await findByName(account, FUNCTIONS, '/applications', name, query)) !== undefined;
  } catch (error) {
    if (isAbsent(error)) return false;
    throw error;
  }
}
