/**
 * An account at Oracle on this machine for tests of setup, with its administrator's profile: policies are
 * enforced, new keys and policies are known after a while, and all of it can be looked at and broken.
 * The one at Cloudflare is in cloudflare/cloudflare.ts.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { ApiKey } from '../../local/oci-emulator/api-key.ts';
import {
  type OciEmulator,
  type OciEmulatorOptions,
  startOciEmulator,
} from '../../local/oci-emulator/oci-emulator.ts';
import { ADMINISTRATOR_ID } from '../../local/oci-emulator/tenancy/tenancy.ts';
import { DOOR_OPTIONS } from './door-options.ts';

/** The real service takes seconds to minutes; this is enough to fail whoever does not wait. */
const KNOWN_AFTER_MS = 500;

export interface Oracle {
  /** Answers for every service of the home region; one region's services are at `url/REGION`. */
  readonly url: string;
  /** Faults, requests (`requests.watch`), messages, limits (`tenancy.setLimit`) and permissions (`tenancy.withheld`). */
  readonly emulator: OciEmulator;
  readonly tenancyId: string;
  /** Holds `.oci/config` with the administrator's profile as DEFAULT. */
  readonly home: string;
  /** What a program is started with to find that profile, and to reach gateways by their addresses. */
  readonly environment: Readonly<
    Record<'HOME' | 'OCI_CLI_CONFIG_FILE' | 'CUSTOMER_OCI_DOOR' | 'NODE_OPTIONS', string>
  >;
  /** Asks a deployed gateway by its address. */
  fetch(address: string, init?: RequestInit): Promise<Response>;
  /** @returns a folder for PATH whose `docker` builds and pushes to this account's registry */
  addDocker(): Promise<string>;
  /** Adds a profile for a user who may do what these statements allow its group, which has its name. */
  addProfile(name: string, statements: readonly string[]): Promise<void>;
  /** Clicks on the newest link that was mailed. */
  confirmSubscription(): Promise<void>;
}

/** An account with nothing in it but its administrator: no bucket, no topic. Gone when the test ends. */
export async function startOracle(options: Partial<OciEmulatorOptions> = {}): Promise<Oracle> {
  const home = await mkdtemp(join(tmpdir(), 'account-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const emulator = await startOciEmulator({
    buckets: [],
    topics: [],
    knownAfterMs: KNOWN_AFTER_MS,
    dataFolder: join(home, 'oracle'),
    ...options,
  });
  onTestFinished(() => emulator.close());
  const { tenancy } = emulator;
  const door = `${emulator.url}/_gateway`;
  const profiles = new Map<string, ApiKey>();
  const keep = async (name: string, key: ApiKey) => {
    profiles.set(name, key);
    await writeProfiles(home, emulator.region, profiles);
  };
  await keep('DEFAULT', await tenancy.addKeyOf(ADMINISTRATOR_ID));
  return {
    url: emulator.url,
    emulator,
    tenancyId: tenancy.id,
    home,
    environment: {
      HOME: home,
      OCI_CLI_CONFIG_FILE: join(home, '.oci/config'),
      CUSTOMER_OCI_DOOR: door,
      NODE_OPTIONS: DOOR_OPTIONS,
    },
    fetch(address, init) {
      const { hostname, pathname, search } = new URL(address);
      return fetch(`${door}/${hostname}${pathname}${search}`, init);
    },
    addDocker: () => addDocker(home, emulator),
    async addProfile(name, statements) {
      const userId = await tenancy.addUser(name, statements);
      await keep(name, await tenancy.addKeyOf(userId));
    },
    async confirmSubscription() {
      const [link] = emulator.outbox
        .messages()
        .toReversed()
        .flatMap(({ body }) => body.match(/http\S+confirmation\S+/) ?? []);
      if (link === undefined) throw new Error('No mail asks for a confirmation.');
      const answer = await fetch(link);
      if (!answer.ok) throw new Error(`The link was refused: ${await answer.text()}`);
    },
  };
}

async function addDocker(home: string, { namespace, url }: OciEmulator): Promise<string> {
  const folder = join(home, 'bin');
  await mkdir(folder);
  const variables = {
    DOCKER_STAND_IN_BUILT: join(home, 'built.json'),
    DOCKER_STAND_IN_ORACLE: url,
    DOCKER_STAND_IN_NAMESPACE: namespace,
  };
  const settings = Object.entries(variables).map(([name, value]) => `${name}='${value}'`);
  const script = fileURLToPath(new URL('docker-stand-in.ts', import.meta.url));
  const words = `#!/bin/sh\nexport ${settings.join(' ')}\nexec '${process.execPath}' '${script}' "$@"\n`;
  await writeFile(join(folder, 'docker'), words, { mode: 0o755 });
  return folder;
}

/** As `oci setup config` writes them. */
async function writeProfiles(
  home: string,
  region: string,
  profiles: ReadonlyMap<string, ApiKey>,
): Promise<void> {
  const folder = join(home, '.oci');
  await mkdir(folder, { recursive: true });
  const sections: string[] = [];
  for (const [name, { fingerprint, privateKey, tenancyId, userId }] of profiles) {
    const keyFile = join(folder, `${name}.pem`);
    await writeFile(keyFile, privateKey, { mode: 0o600 });
    sections.push(
      `[${name}]\nuser=${userId}\nfingerprint=${fingerprint}\ntenancy=${tenancyId}\nregion=${region}\nkey_file=${keyFile}\n`,
    );
  }
  await writeFile(join(folder, 'config'), sections.join('\n'), { mode: 0o600 });
}
