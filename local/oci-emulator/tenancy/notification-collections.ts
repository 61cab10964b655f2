/** Topics and their subscriptions. One by e-mail waits until somebody has clicked on the link in a mail. */
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { Call } from '../call.ts';
import { notAuthorizedOrNotFound } from '../service-error.ts';
import type { Collection } from './collection.ts';
import { TAGS } from './details.ts';
import { changeResource, type Resource } from './resource.ts';
import type { Tenancy } from './tenancy.ts';

/** "Only alphanumeric characters, plus hyphens and underscores", at most 256. */
const TOPIC_NAME = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,256}$/));

export const TOPICS: Collection = {
  kind: 'onstopic',
  path: '/20181201/topics',
  isGlobal: false,
  idField: 'topicId',
  nameField: 'name',
  unique: { within: 'tenancy', code: 'TopicAlreadyExists' },
  details: z.strictObject({
    compartmentId: z.string(),
    name: TOPIC_NAME,
    description: z.optional(z.string()),
    freeformTags: TAGS,
  }),
  list: { request: 'listTopics', permission: 'ONS_TOPIC_INSPECT' },
  get: { request: 'getTopic', permission: 'ONS_TOPIC_READ' },
  create: { request: 'createTopic', permission: 'ONS_TOPIC_CREATE' },
  remove: { request: 'deleteTopic', permission: 'ONS_TOPIC_DELETE' },
  afterRemove: async ({ id }, { inventory }) => {
    const own = inventory.list('onssubscription').filter(({ fields }) => fields.topicId === id);
    for (const subscription of own) await inventory.remove(subscription.id);
  },
};

/** The one protocol that setup asks for. `mail` brings the link to its reader. */
export const subscriptions = (
  mail: (subscription: Resource, link: string) => Promise<void>,
): Collection => ({
  kind: 'onssubscription',
  path: '/20181201/subscriptions',
  isGlobal: false,
  idField: 'id',
  nameField: 'name',
  details: z.strictObject({
    compartmentId: z.string(),
    topicId: z.string(),
    protocol: z.literal('EMAIL'),
    endpoint: z.email(),
    freeformTags: TAGS,
  }),
  filters: ['topicId'],
  list: { request: 'listSubscriptions', permission: 'ONS_SUBSCRIPTION_INSPECT' },
  get: { request: 'getSubscription', permission: 'ONS_SUBSCRIPTION_READ' },
  create: { request: 'createSubscription', permission: 'ONS_SUBSCRIPTION_CREATE' },
  remove: { request: 'deleteSubscription', permission: 'ONS_SUBSCRIPTION_DELETE' },
  complete: ({ topicId }, { inventory }) => {
    if (inventory.find('onstopic', String(topicId)) === undefined) throw notAuthorizedOrNotFound();
    return { lifecycleState: 'PENDING' };
  },
  afterCreate: (subscription, call) => mail(subscription, confirmationLink(subscription, call)),
});

function confirmationLink({ id, region = '' }: Resource, { origin }: Call): string {
  const query = `token=${confirmationToken(id)}&protocol=EMAIL`;
  return `${origin}/${region}/20181201/subscriptions/${id}/confirmation?${query}`;
}

/** What only the reader of the mail can know. */
export function confirmationToken(id: string): string {
  return createHash('sha256').update(`confirm ${id}`).digest('hex');
}

/** The click on the link, which nobody signs. False when the link is not one of these. */
export async function confirmSubscription(
  id: string,
  token: string,
  { inventory, now }: Tenancy,
): Promise<boolean> {
  const subscription = inventory.find('onssubscription', id);
  if (subscription === undefined || token !== confirmationToken(id)) return false;
  await inventory.put(changeResource(subscription, { lifecycleState: 'ACTIVE' }, now()));
  return true;
}
