/** Environment -> settings of a stand-alone emulator; names every problem at once. */
import * as z from 'zod/mini';
import { DEFAULT_BUCKET, DEFAULT_NAMESPACE, DEFAULT_REGION } from './oci-emulator.ts';
import { IN_ENGLISH } from './problem-texts.ts';

const PORT_MAX = 65_535;

const ENVIRONMENT = z.object({
  /** 0 takes any free port. */
  OCI_PORT: z._default(z.coerce.number().check(z.int(), z.minimum(0), z.maximum(PORT_MAX)), 8789),
  OCI_DATA_FOLDER: z._default(z.string().check(z.minLength(1)), '.data/oci'),
  /** `{"keys":[{"keyId","publicKey","grants"?}]}`; absent: a key is made in the data folder. */
  OCI_KEY_FILE: z.optional(z.string()),
  OCI_NAMESPACE: z._default(z.string().check(z.minLength(1)), DEFAULT_NAMESPACE),
  OCI_REGION: z._default(z.string().check(z.regex(/^[a-z0-9-]+$/)), DEFAULT_REGION),
  BUCKET: z._default(z.string().check(z.minLength(1)), DEFAULT_BUCKET),
});

export interface EmulatorSettings {
  readonly port: number;
  readonly dataFolder: string;
  readonly keyFile: string | undefined;
  readonly namespace: string;
  readonly region: string;
  readonly bucket: string;
}

export function parseEmulatorSettings(
  environment: Readonly<Record<string, string | undefined>>,
): EmulatorSettings {
  const parsed = ENVIRONMENT.safeParse(environment, IN_ENGLISH);
  if (!parsed.success) {
    throw new Error(`These settings are not usable:\n${z.prettifyError(parsed.error)}`);
  }
  const { data } = parsed;
  return {
    port: data.OCI_PORT,
    dataFolder: data.OCI_DATA_FOLDER,
    keyFile: data.OCI_KEY_FILE,
    namespace: data.OCI_NAMESPACE,
    region: data.OCI_REGION,
    bucket: data.BUCKET,
  };
}
