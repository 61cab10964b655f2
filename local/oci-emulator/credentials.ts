/**
 * Credentials for a stand-alone emulator: env files in its data folder, for `node --env-file`. Fresh
 * ones at every start, so that none is worth keeping.
 */
import { join } from 'node:path';
import { apiKeyEnvironment } from './api-key.ts';
import { writeFileAtomically } from './atomic-file.ts';
import type { OciEmulator } from './oci-emulator.ts';

export interface CredentialFiles {
  /** An API key, as the edge uses it. */
  readonly edge: string;
  /** A resource principal, as the Function has it. */
  readonly function: string;
}

export async function writeCredentials(
  emulator: OciEmulator,
  dataFolder: string,
): Promise<CredentialFiles> {
  const common = {
    OCI_REGION: emulator.region,
    OCI_OBJECT_STORAGE_URL: emulator.url,
    OCI_NOTIFICATIONS_URL: emulator.url,
  };
  const files = { edge: join(dataFolder, 'edge.env'), function: join(dataFolder, 'function.env') };
  const apiKey = apiKeyEnvironment(await emulator.addApiKey());
  await writeEnvironment(files.edge, { ...common, ...apiKey });
  await writeEnvironment(files.function, { ...common, ...(await emulator.addResourcePrincipal()) });
  return files;
}

async function writeEnvironment(
  path: string,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const lines = Object.entries(environment).map(([name, value]) => {
    // Node expands \n inside double quotes, and only there.
    return `${name}="${value.replaceAll('\n', '\\n')}"\n`;
  });
  await writeFileAtomically(path, Buffer.from(lines.join('')));
}
