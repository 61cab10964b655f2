/**
 * The statements that let a counter do what it does, and nothing more. `read object-family` would not do:
 * it carries neither OBJECT_CREATE nor OBJECT_OVERWRITE, and it opens every bucket. Pure.
 */

export interface Place {
  readonly compartmentId: string;
  readonly bucket: string;
  readonly object: string;
}

const OBJECT_PERMISSIONS = '{OBJECT_READ, OBJECT_CREATE, OBJECT_OVERWRITE}';

/** Of one site's user. The group is shared by all sites, so each statement names the user that it is for. */
export function userStatements(group: string, userId: string, place: Place): readonly string[] {
  const { compartmentId, bucket, object } = place;
  return [
    `Allow group ${group} to ${OBJECT_PERMISSIONS} in compartment id ${compartmentId} where all {target.bucket.name='${bucket}', target.object.name='${object}', request.user.id='${userId}'}`,
    `Allow group ${group} to {ONS_TOPIC_PUBLISH} in compartment id ${compartmentId} where all {request.user.id='${userId}'}`,
  ];
}

/** Of the Function, by its dynamic group, and of the gateway that calls it: without it each call is a 500. */
export function functionStatements(dynamicGroup: string, place: Place): readonly string[] {
  const { compartmentId, bucket, object } = place;
  return [
    `Allow dynamic-group ${dynamicGroup} to ${OBJECT_PERMISSIONS} in compartment id ${compartmentId} where all {target.bucket.name='${bucket}', target.object.name='${object}'}`,
    `Allow dynamic-group ${dynamicGroup} to {ONS_TOPIC_PUBLISH} in compartment id ${compartmentId}`,
    `Allow any-user to use functions-family in compartment id ${compartmentId} where all {request.principal.type='ApiGateway', request.resource.compartment.id='${compartmentId}'}`,
  ];
}

/** The functions of one compartment. */
export function matchingRule(compartmentId: string): string {
  return `ALL {resource.type='fnfunc', resource.compartment.id='${compartmentId}'}`;
}

/** Whether two lists say the same, in any order and with any spaces. */
export function sameStatements(one: readonly string[], other: readonly string[]): boolean {
  const plain = (statements: readonly string[]) =>
    statements
      .map((text) => text.replace(/\s+/g, ' ').trim())
      .sort()
      .join('\n');
  return plain(one) === plain(other);
}
