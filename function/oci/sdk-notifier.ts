/** Notifier over Oracle's official SDK: publishes to one topic. Sends each message once. */
import type { AuthenticationDetailsProvider } from 'oci-common';
import { NotificationDataPlaneClient } from 'oci-ons';
import type { Notifier, PublishOutcome } from '../../shared/ports.ts';
import { publishFailure } from '../../shared/store-failure.ts';
import { answerOf, clientConfiguration, untilAborted } from './sdk-failure.ts';

export interface SdkNotifierOptions {
  readonly authentication: AuthenticationDetailsProvider;
  readonly topicOcid: string;
  /** In place of the provider's own. */
  readonly region?: string;
  /** In place of the regional endpoint. */
  readonly url?: string;
}

export class SdkNotifier implements Notifier {
  readonly #client: NotificationDataPlaneClient;
  readonly #topicOcid: string;

  constructor({ authentication, topicOcid, region, url }: SdkNotifierOptions) {
    const provider = { authenticationDetailsProvider: authentication };
    this.#client = new NotificationDataPlaneClient(provider, clientConfiguration());
    if (region !== undefined) this.#client.regionId = region;
    if (url !== undefined) this.#client.endpoint = url;
    this.#topicOcid = topicOcid;
  }

  async publish(title: string, body: string, signal: AbortSignal): Promise<PublishOutcome> {
    const messageDetails = { title, body };
    const call = this.#client.publishMessage({ topicId: this.#topicOcid, messageDetails });
    try {
      const answer = await untilAborted(call, signal);
      return { kind: 'published', messageId: answer.publishResult.messageId };
    } catch (error) {
      const answer = answerOf(error);
      return answer ? publishFailure(answer) : { kind: 'unknown', detail: 'the connection failed' };
    }
  }
}
