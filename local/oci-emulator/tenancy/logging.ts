/** Log groups, and the logs of what a service writes. */
import * as z from 'zod/mini';
import { notAuthorizedOrNotFound } from '../service-error.ts';
import type { Collection } from './collection.ts';
import { DISPLAY_NAME, REGIONAL, TAGS } from './details.ts';
import { usedBy } from './network.ts';

const LOG_GROUPS: Collection = {
  ...REGIONAL,
  kind: 'loggroup',
  path: '/20200531/logGroups',
  isAnsweredLater: true,
  unique: { within: 'compartment', code: 'Conflict' },
  details: z.strictObject({
    compartmentId: z.string(),
    displayName: DISPLAY_NAME,
    description: z.optional(z.string()),
    freeformTags: TAGS,
  }),
  list: { request: 'listLogGroups', permission: 'LOG_GROUP_INSPECT' },
  get: { request: 'getLogGroup', permission: 'LOG_GROUP_READ' },
  create: { request: 'createLogGroup', permission: 'LOG_GROUP_CREATE' },
  remove: { request: 'deleteLogGroup', permission: 'LOG_GROUP_DELETE' },
  keptBy: ({ id }, { inventory }) => usedBy(inventory, ['log'], 'logGroupId', id, 'The log group'),
};

const LOGS: Collection = {
  ...REGIONAL,
  kind: 'log',
  path: '/20200531/logGroups/:parent/logs',
  parent: { kind: 'loggroup', field: 'logGroupId' },
  isAnsweredLater: true,
  details: z.strictObject({
    displayName: DISPLAY_NAME,
    logType: z.literal('SERVICE'),
    isEnabled: z.optional(z.boolean()),
    retentionDuration: z.optional(z.number()),
    configuration: z.strictObject({
      compartmentId: z.optional(z.string()),
      source: z.strictObject({
        sourceType: z.literal('OCISERVICE'),
        service: z.string(),
        resource: z.string(),
        category: z.string(),
      }),
    }),
    freeformTags: TAGS,
  }),
  list: { request: 'listLogs', permission: 'LOG_GROUP_INSPECT' },
  get: { request: 'getLog', permission: 'LOG_GROUP_READ' },
  create: { request: 'createLog', permission: 'LOG_GROUP_UPDATE' },
  remove: { request: 'deleteLog', permission: 'LOG_GROUP_UPDATE' },
  complete: ({ configuration }, { inventory }) => {
    const { source } = configuration as { source: { resource: string } };
    if (inventory.find('fnapp', source.resource) === undefined) throw notAuthorizedOrNotFound();
    return {};
  },
};

export const LOGGING: readonly Collection[] = [LOG_GROUPS, LOGS];
