/**
 * What a principal may do, in the words of an IAM policy: `Allow … to {OBJECT_READ, …} where
 * target.bucket.name = …`. No grants means everything, which is what most tests want.
 */
import * as z from 'zod/mini';

export const PERMISSIONS = [
  'BUCKET_INSPECT',
  'BUCKET_READ',
  'OBJECT_INSPECT',
  'OBJECT_READ',
  'OBJECT_CREATE',
  'OBJECT_OVERWRITE',
  'OBJECT_DELETE',
  'ONS_TOPIC_PUBLISH',
] as const;

export type Permission = (typeof PERMISSIONS)[number];

const GRANT = z.readonly(
  z.strictObject({
    permissions: z.readonly(z.array(z.enum(PERMISSIONS))),
    /** Only in this bucket. */
    bucket: z.optional(z.string()),
    /** Only on this object. */
    object: z.optional(z.string()),
    /** Only on this topic. */
    topic: z.optional(z.string()),
  }),
);

export type Grant = z.infer<typeof GRANT>;

export const GRANTS = z.readonly(z.array(GRANT));

export interface Target {
  readonly bucket?: string;
  readonly object?: string;
  readonly topic?: string;
}

export function isGranted(
  grants: readonly Grant[] | undefined,
  permission: Permission,
  target: Target,
): boolean {
  if (grants === undefined) return true;
  return grants.some(
    (grant) =>
      grant.permissions.includes(permission) &&
      matches(grant.bucket, target.bucket) &&
      matches(grant.object, target.object) &&
      matches(grant.topic, target.topic),
  );
}

/** A condition on something the call does not name fails, as it does in IAM. */
function matches(condition: string | undefined, value: string | undefined): boolean {
  return condition === undefined || condition === value;
}
