/**
 * Notifier over Oracle's Notifications: publishes to one topic. Sends each message once.
 * https://docs.oracle.com/iaas/api/#/en/notification/20181201/NotificationTopic/PublishMessage
 */
import type { Notifier, PublishOutcome } from '../ports.ts';
import type { Notifications } from './oracle.ts';
import { failedCall, failedPublish, noAnswer, untilAborted } from './store-failure.ts';

export class OciNotifier implements Notifier {
  readonly #notifications: Notifications;
  readonly #topicOcid: string;

  constructor(notifications: Notifications, topicOcid: string) {
    this.#notifications = notifications;
    this.#topicOcid = topicOcid;
  }

  async publish(title: string, body: string, signal: AbortSignal): Promise<PublishOutcome> {
    const answer = await untilAborted(signal, () =>
      this.#notifications.publishMessage(this.#topicOcid, { title, body }, signal),
    );
    if (answer.kind === 'failed') return failedPublish(answer);
    if (answer.kind === 'refused') return failedPublish(failedCall(answer.answer));
    const messageId = answer.value;
    if (typeof messageId === 'string') return { kind: 'published', messageId };
    return failedPublish(noAnswer('202 without a message id'));
  }
}
