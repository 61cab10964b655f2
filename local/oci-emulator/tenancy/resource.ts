/** What a tenancy holds: users, policies, buckets, topics and so on, each as one row of the same form. */
import { randomBytes, randomUUID } from 'node:crypto';
import * as z from 'zod/mini';

/** As OCIDs spell them. */
export const RESOURCE_KINDS = [
  'compartment',
  'user',
  'apikey',
  'group',
  'groupmembership',
  'dynamicgroup',
  'policy',
  'bucket',
  'onstopic',
  'onssubscription',
  'vcn',
  'internetgateway',
  'routetable',
  'securitylist',
  'subnet',
  'fnapp',
  'fnfunc',
  'apigateway',
  'apideployment',
  'loggroup',
  'log',
  'containerrepo',
] as const;

export type ResourceKind = (typeof RESOURCE_KINDS)[number];

const FIELDS = z.record(z.string(), z.unknown());

export const RESOURCE = z.readonly(
  z.strictObject({
    kind: z.enum(RESOURCE_KINDS),
    id: z.string(),
    /** Absent: the same in every region. */
    region: z.optional(z.string()),
    compartmentId: z.string(),
    name: z.string(),
    createdAtMs: z.number(),
    etag: z.string(),
    /** What else the service tells of it, by the service's own names. */
    fields: z.readonly(FIELDS),
    /** The last change, and what was before it. */
    changed: z.optional(z.strictObject({ atMs: z.number(), from: FIELDS })),
  }),
);

export type Resource = z.infer<typeof RESOURCE>;

export type ResourceDraft = Omit<Resource, 'id' | 'etag' | 'changed'>;

/** The part of an OCID that tells one from another: 60 letters and digits. */
const UNIQUE_BYTES = 30;

export function createResource(draft: ResourceDraft): Resource {
  const { kind, region = '' } = draft;
  const unique = randomBytes(UNIQUE_BYTES).toString('hex');
  return { ...draft, id: `ocid1.${kind}.oc1.${region}.${unique}`, etag: randomUUID() };
}

export function changeResource(
  resource: Resource,
  fields: Readonly<Record<string, unknown>>,
  nowMs: number,
): Resource {
  return {
    ...resource,
    etag: randomUUID(),
    fields: { ...resource.fields, ...fields },
    changed: { atMs: nowMs, from: resource.fields },
  };
}

/** A field that holds text; empty where there is none. */
export function textField(resource: Resource, name: string): string {
  const value = resource.fields[name];
  return typeof value === 'string' ? value : '';
}
