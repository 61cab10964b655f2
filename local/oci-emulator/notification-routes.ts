/** PublishMessage of OCI Notifications: into the outbox, and to the terminal as a mail. */
import * as z from 'zod/mini';
import { type Call, refuseUnknown } from './call.ts';
import { renderMail } from './mail-text.ts';
import type { Outbox } from './outbox.ts';
import { IN_ENGLISH } from './problem-texts.ts';
import { notAuthorizedOrNotFound, ServiceError } from './service-error.ts';
import type { Resource } from './tenancy/resource.ts';
import type { Tenancy } from './tenancy/tenancy.ts';

/** "Message size limit per request: 64KB": title and body together. */
export const MESSAGE_BYTES_MAX = 64 * 1024;

const MESSAGE_DETAILS = z.object({ title: z.optional(z.string()), body: z.string() });

export interface Notifications {
  readonly outbox: Outbox;
  /** The topics that exist beside those of the tenancy; absent: every one does. */
  readonly topics: readonly string[] | undefined;
  readonly tenancy: Tenancy;
  readonly now: () => number;
  readonly print: (text: string) => void;
}

export async function publishMessage(
  call: Call,
  { outbox, topics, tenancy, now, print }: Notifications,
): Promise<Response> {
  refuseUnknown('PublishMessage', call, [], []);
  const topic = call.parameter('topic');
  const made = tenancy.inventory.find('onstopic', topic);
  const exists = topics === undefined || topics.includes(topic) || made?.region === call.region;
  const compartments = tenancy.inventory.lineage(made?.compartmentId ?? tenancy.id);
  if (!exists || !call.may('ONS_TOPIC_PUBLISH', { compartments, topic })) {
    throw notAuthorizedOrNotFound();
  }
  const { title = '', body } = parseDetails(call.body);
  const message = await outbox.add(topic, title, body, now());
  print(renderMail(message));
  const { messageId, timeStamp } = message;
  return Response.json({ messageId, timeStamp }, { status: 202 });
}

/** The mail that asks whether somebody wants a topic's messages. */
export async function mailConfirmation(
  { fields }: Resource,
  link: string,
  { outbox, now, print }: Notifications,
): Promise<void> {
  const title = 'Subscription confirmation';
  const body = `${fields.endpoint}: open this to get the messages of the topic.\n${link}\n`;
  print(renderMail(await outbox.add(String(fields.topicId), title, body, now())));
}

function parseDetails(bytes: Uint8Array): z.infer<typeof MESSAGE_DETAILS> {
  const parsed = MESSAGE_DETAILS.safeParse(parseJson(bytes), IN_ENGLISH);
  if (!parsed.success) throw new ServiceError('InvalidParameter', z.prettifyError(parsed.error));
  const { title = '', body } = parsed.data;
  const size = Buffer.byteLength(title) + Buffer.byteLength(body);
  if (size <= MESSAGE_BYTES_MAX) return parsed.data;
  throw new ServiceError(
    'InvalidParameter',
    `title and body are ${size} bytes; a message holds ${MESSAGE_BYTES_MAX}.`,
  );
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString());
  } catch {
    throw new ServiceError('InvalidParameter', 'The body is not JSON.');
  }
}
