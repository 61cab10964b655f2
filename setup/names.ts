/** What a site's resources are called, at Oracle and at Cloudflare. Pure. */

export interface SiteNames {
  /** Undefined for the first site. */
  readonly site: string | undefined;
  readonly worker: string;
  readonly object: string;
  readonly topic: string;
  readonly user: string;
  readonly policy: string;
  /** Shared by all sites of the tenancy. */
  readonly group: string;
  /** The owner's copy of what can never be read back. */
  readonly copyFile: string;
}

/** What carries a tag carries this one; its value is the Worker's name, or `shared`. */
export const TAG = 'visitor-counter';
export const SHARED = 'shared';

const PROJECT = 'visitor-counter';
/** Cloudflare takes 63 letters for a Worker's host. */
const SITE_NAME = /^[a-z0-9]([a-z0-9-]{0,40}[a-z0-9])?$/;

export function namesOf(site: string | undefined): SiteNames {
  const own = site === undefined ? PROJECT : `${PROJECT}-${site}`;
  return {
    site,
    worker: own,
    object: site === undefined ? 'counter.json' : `counter-${site}.json`,
    topic: own,
    user: own,
    policy: own,
    group: PROJECT,
    copyFile: site === undefined ? 'counter.env' : `counter-${site}.env`,
  };
}

/** Undefined when the name can be a site's; else what it must be. */
export function problemOfSite(site: string): string | undefined {
  if (SITE_NAME.test(site)) return undefined;
  return `"${site}" must be lower-case letters, digits and hyphens, at most 42, with no hyphen at its ends`;
}
