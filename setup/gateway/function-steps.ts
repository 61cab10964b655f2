/** The Function: its application with the settings, its image in the registry, and the function itself. */
import { TAG } from '../names.ts';
import { FUNCTIONS, findByName, REGISTRY, type Resource } from '../oracle/service-calls.ts';
import type { Facts, Step } from '../step.ts';
import { attempt } from '../steps/site.ts';
import { type GatewayKnown, type GatewaySite, SHARED_NAME } from './gateway-site.ts';

type Known = Facts<GatewayKnown>;
type Config = Readonly<Record<string, string>>;

interface Application extends Resource {
  readonly config?: Config;
}

interface FunctionResource extends Resource {
  readonly image: string;
}

const NEEDS = 'manage functions-family';
const SECRETS = ['SALT', 'REPORT_TOKEN'] as const;
/** As func.yaml has them, which says why. */
const MEMORY_MB = 256;
const TIMEOUT_SECONDS = 60;

export function applicationStep(site: GatewaySite): Step<GatewayKnown> {
  const { account, names } = site;
  const { worker: name } = names;
  return {
    name: 'application',
    async look({ compartmentId }) {
      const plan = `an application ${name} in the subnet`;
      if (compartmentId === undefined) return { kind: 'missing', plan };
      const found = await attempt(site, `look for the application ${name}`, NEEDS, async () => {
        const listed = await findByName(account, FUNCTIONS, '/applications', name, {
          compartmentId,
        });
        // A list leaves the configuration out.
        return listed && account.call<Application>(FUNCTIONS, 'GET', `/applications/${listed.id}`);
      });
      if (found === undefined) return { kind: 'missing', plan };
      const isOurs = found.freeformTags?.[TAG] === name;
      const known = knownOf(found.id, found.config ?? {});
      return { kind: 'there', tells: name, known, ...(!isOurs && { foreign: true as const }) };
    },
    async make({ compartmentId, subnetId }) {
      const details = {
        compartmentId,
        displayName: name,
        subnetIds: [subnetId],
        config: site.vars,
        freeformTags: { [TAG]: name },
      };
      const { id } = await attempt(site, `make the application ${name}`, NEEDS, () =>
        account.call<Application>(FUNCTIONS, 'POST', '/applications', details),
      );
      return knownOf(id, site.vars);
    },
    async remove({ applicationId }) {
      await attempt(site, `delete the application ${name}`, NEEDS, () =>
        account.call(FUNCTIONS, 'DELETE', `/applications/${applicationId}`),
      );
    },
  };
}

/** For SALT and token an application is what a Worker is at the edge, except that it can be read. */
function knownOf(applicationId: string, config: Config): Known {
  const secrets = SECRETS.filter((name) => config[name] !== undefined);
  return { applicationId, config, worker: { vars: config, secrets, tag: undefined } };
}

export function settingsStep(site: GatewaySite): Step<GatewayKnown> {
  const { account, choices, names } = site;
  const changesOf = ({ config = {}, salt, token, topicId }: Known) => {
    const wanted: Readonly<Record<string, string | undefined>> = {
      ...site.vars,
      TOPIC_OCID: choices.email === undefined ? undefined : topicId,
      SALT: salt,
      REPORT_TOKEN: token,
    };
    return Object.entries(wanted).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && config[entry[0]] !== entry[1],
    );
  };
  return {
    name: 'settings',
    async look(known) {
      const hasSecrets = SECRETS.every((name) => known.config?.[name] !== undefined);
      const changes = changesOf(known);
      if (hasSecrets && changes.length === 0) return { kind: 'there', tells: 'as they must be' };
      const list = [...new Set([...SECRETS, ...changes.map(([name]) => name)])];
      return { kind: 'missing', plan: `the application’s settings: ${list.join(', ')}` };
    },
    async make(known) {
      const config = { ...known.config, ...Object.fromEntries(changesOf(known)) };
      await attempt(site, `write the settings of ${names.worker}`, NEEDS, () =>
        account.call(FUNCTIONS, 'PUT', `/applications/${known.applicationId}`, { config }),
      );
      return { config };
    },
  };
}

/** Where a Function's image lies in the region's registry. */
export function imageOf({ choices, codeTag, namespace }: GatewaySite): string {
  return `ocir.${choices.region}.oci.oraclecloud.com/${namespace}/${SHARED_NAME}:${codeTag}`;
}

/** It stays when the rest is taken away: an older version may be wanted again. */
export function imageStep(site: GatewaySite): Step<GatewayKnown> {
  const { account, codeTag, images } = site;
  const needs = 'manage repos';
  const image = imageOf(site);
  const query = (compartmentId = '') => ({ compartmentId, repositoryName: SHARED_NAME });
  return {
    name: 'image',
    async look({ compartmentId }) {
      const plan = `the Function’s image ${image}`;
      if (compartmentId === undefined) return { kind: 'missing', plan };
      const name = `${SHARED_NAME}:${codeTag}`;
      const found = await attempt(site, 'look for the image', needs, () =>
        findByName(account, REGISTRY, '/container/images', name, query(compartmentId)),
      );
      return found === undefined ? { kind: 'missing', plan } : { kind: 'there', tells: image };
    },
    async make({ compartmentId }) {
      await attempt(site, 'make the image’s repository', needs, async () => {
        const path = '/container/repositories';
        const found = await findByName(account, REGISTRY, path, SHARED_NAME, {
          compartmentId: compartmentId ?? '',
        });
        // A push would make one in the tenancy itself.
        const details = { compartmentId, displayName: SHARED_NAME, isPublic: false };
        if (found === undefined) await account.call(REGISTRY, 'POST', path, details);
      });
      await images.push(image);
      return {};
    },
  };
}

export function functionStep(site: GatewaySite): Step<GatewayKnown> {
  const { account, names } = site;
  const { worker: displayName } = names;
  const image = imageOf(site);
  const find = (applicationId: string) =>
    attempt(site, `look for the function ${displayName}`, NEEDS, () =>
      findByName<FunctionResource>(account, FUNCTIONS, '/functions', displayName, {
        applicationId,
      }),
    );
  return {
    name: 'function',
    async look({ applicationId }) {
      const plan = `the function ${displayName} of that image`;
      const found = applicationId === undefined ? undefined : await find(applicationId);
      if (found === undefined) return { kind: 'missing', plan };
      const known = { functionId: found.id };
      if (found.image !== image) return { kind: 'missing', plan, known };
      return { kind: 'there', tells: displayName, known };
    },
    async make({ applicationId, functionId }) {
      const common = { image, memoryInMBs: MEMORY_MB, timeoutInSeconds: TIMEOUT_SECONDS };
      const details = { ...common, applicationId, displayName };
      const { id } = await attempt(site, `write the function ${displayName}`, NEEDS, () =>
        functionId === undefined
          ? account.call<Resource>(FUNCTIONS, 'POST', '/functions', details)
          : account.call<Resource>(FUNCTIONS, 'PUT', `/functions/${functionId}`, common),
      );
      return { functionId: id };
    },
    async remove({ functionId }) {
      await attempt(site, `delete the function ${displayName}`, NEEDS, () =>
        account.call(FUNCTIONS, 'DELETE', `/functions/${functionId}`),
      );
    },
  };
}
