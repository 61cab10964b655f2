/**
 * What a principal may do, in the words of an IAM policy: `Allow … to {OBJECT_READ, …} where
 * target.bucket.name = …`. No grants means everything, which is what most tests want.
 */
import * as z from 'zod/mini';

/** As in docs.oracle.com/iaas/Content/Identity/Reference/policyreference.htm, for the calls known here. */
export const PERMISSIONS = [
  'BUCKET_INSPECT',
  'BUCKET_READ',
  'BUCKET_CREATE',
  'BUCKET_DELETE',
  'OBJECT_INSPECT',
  'OBJECT_READ',
  'OBJECT_CREATE',
  'OBJECT_OVERWRITE',
  'OBJECT_DELETE',
  'ONS_TOPIC_INSPECT',
  'ONS_TOPIC_READ',
  'ONS_TOPIC_CREATE',
  'ONS_TOPIC_DELETE',
  'ONS_TOPIC_PUBLISH',
  'ONS_SUBSCRIPTION_INSPECT',
  'ONS_SUBSCRIPTION_READ',
  'ONS_SUBSCRIPTION_CREATE',
  'ONS_SUBSCRIPTION_DELETE',
  'TENANCY_INSPECT',
  'COMPARTMENT_INSPECT',
  'COMPARTMENT_CREATE',
  'COMPARTMENT_DELETE',
  'USER_INSPECT',
  'USER_READ',
  'USER_CREATE',
  'USER_UPDATE',
  'USER_DELETE',
  'USER_APIKEY_ADD',
  'USER_APIKEY_REMOVE',
  'GROUP_INSPECT',
  'GROUP_CREATE',
  'GROUP_UPDATE',
  'GROUP_DELETE',
  'DYNAMIC_GROUP_INSPECT',
  'DYNAMIC_GROUP_CREATE',
  'DYNAMIC_GROUP_UPDATE',
  'DYNAMIC_GROUP_DELETE',
  'POLICY_READ',
  'POLICY_CREATE',
  'POLICY_UPDATE',
  'POLICY_DELETE',
  'FN_APP_LIST',
  'FN_APP_READ',
  'FN_FUNCTION_READ',
  'FN_INVOCATION',
  'VCN_READ',
  'VCN_CREATE',
  'VCN_DELETE',
  'SUBNET_READ',
  'SUBNET_CREATE',
  'SUBNET_DELETE',
  'INTERNET_GATEWAY_READ',
  'INTERNET_GATEWAY_CREATE',
  'INTERNET_GATEWAY_DELETE',
  'ROUTE_TABLE_READ',
  'ROUTE_TABLE_CREATE',
  'ROUTE_TABLE_UPDATE',
  'ROUTE_TABLE_DELETE',
  'SECURITY_LIST_READ',
  'SECURITY_LIST_CREATE',
  'SECURITY_LIST_UPDATE',
  'SECURITY_LIST_DELETE',
  'FN_APP_CREATE',
  'FN_APP_UPDATE',
  'FN_APP_DELETE',
  'FN_FUNCTION_LIST',
  'FN_FUNCTION_CREATE',
  'FN_FUNCTION_UPDATE',
  'FN_FUNCTION_DELETE',
  'API_GATEWAY_LIST',
  'API_GATEWAY_READ',
  'API_GATEWAY_CREATE',
  'API_GATEWAY_DELETE',
  'API_DEPLOYMENT_LIST',
  'API_DEPLOYMENT_READ',
  'API_DEPLOYMENT_CREATE',
  'API_DEPLOYMENT_UPDATE',
  'API_DEPLOYMENT_DELETE',
  'LOG_GROUP_INSPECT',
  'LOG_GROUP_READ',
  'LOG_GROUP_CREATE',
  'LOG_GROUP_UPDATE',
  'LOG_GROUP_DELETE',
  'REPOSITORY_INSPECT',
  'REPOSITORY_READ',
  'REPOSITORY_CREATE',
  'REPOSITORY_DELETE',
] as const;

export type Permission = (typeof PERMISSIONS)[number];

const GRANT = z.readonly(
  z.strictObject({
    permissions: z.readonly(z.array(z.enum(PERMISSIONS))),
    /** Only in this compartment and those in it. */
    compartment: z.optional(z.string()),
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
  /** The compartment that it lies in, and all that this one lies in. */
  readonly compartments?: readonly string[];
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
      (grant.compartment === undefined || target.compartments?.includes(grant.compartment)) &&
      matches(grant.bucket, target.bucket) &&
      matches(grant.object, target.object) &&
      matches(grant.topic, target.topic),
  );
}

/** A condition on something the call does not name fails, as it does in IAM. */
function matches(condition: string | undefined, value: string | undefined): boolean {
  return condition === undefined || condition === value;
}
