/**
 * The owner's copy, written before the Worker is given its secrets: whatever breaks off after that, SALT,
 * token and key are known to somebody.
 */
import type { EdgeKnown } from '../known.ts';
import { readCopy, type Settings, writeCopy } from '../owners-copy.ts';
import type { Facts, Step } from '../step.ts';
import type { EdgeSite } from './worker-steps.ts';

export function copyStep(site: EdgeSite, path: string): Step<EdgeKnown> {
  return {
    name: 'copy',
    async look(known) {
      const plan = `${path} with SALT, token and key, which only you can read`;
      const there = readCopy(path);
      const wanted = copiedSettings(site, known);
      const isMade = known.salt ?? known.token ?? known.privateKey;
      const differs = Object.entries(wanted).some(([name, value]) => there[name] !== value);
      const isNeeded =
        !Object.hasOwn(there, 'SALT') && known.worker?.secrets.includes('SALT') !== true;
      if ((isMade !== undefined && differs) || isNeeded) return { kind: 'missing', plan };
      return { kind: 'there', tells: Object.hasOwn(there, 'SALT') ? path : 'nothing new to keep' };
    },
    async make(known) {
      writeCopy(path, copiedSettings(site, known));
      return {};
    },
  };
}

/** All that a command line or a second runtime needs of what is known in this run. */
function copiedSettings(site: EdgeSite, known: Facts<EdgeKnown>): Settings {
  const { account, choices, namespace } = site;
  const { fingerprint, privateKey, salt, token, topicId, url, userId } = known;
  const settings: Readonly<Record<string, string | undefined>> = {
    ...site.vars,
    OCI_NAMESPACE: namespace,
    COUNTER_URL: url,
    SALT: salt,
    REPORT_TOKEN: token,
    TOPIC_OCID: choices.email === undefined ? undefined : topicId,
    ...(privateKey !== undefined && {
      OCI_TENANCY_OCID: account.tenancyId,
      OCI_USER_OCID: userId,
      OCI_KEY_FINGERPRINT: fingerprint,
      OCI_PRIVATE_KEY: privateKey.trim(),
    }),
  };
  return Object.fromEntries(
    Object.entries(settings).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
