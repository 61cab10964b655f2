/** Notifier over Oracle's official SDK: publishes to one topic. Sends each message once. */
import { NotificationDataPlaneClient } from 'oci-ons';
import type { NotifierOptions } from '../../shared/compose.ts';
import {
  failedCall,
  failedPublish,
  noAnswer,
  untilAborted,
} from '../../shared/oci/store-failure.ts';
import type { Notifier, PublishOutcome } from '../../shared/ports.ts';
import type { Authentication } from './authentication.ts';
import { SdkTransport } from './sdk-transport.ts';

export interface SdkNotifierOptions extends NotifierOptions {
  readonly authentication: Authentication;
}

export class SdkNotifier implements Notifier {
  readonly #transport: SdkTransport;
  readonly #client: NotificationDataPlaneClient;
  readonly #topicId: string;

  constructor({ authentication, topicOcid, url }: SdkNotifierOptions) {
    this.#transport = new SdkTransport(authentication);
    const { clientConfiguration } = this.#transport;
    const transport = { httpClient: this.#transport };
    this.#client = new NotificationDataPlaneClient(transport, clientConfiguration);
    if (url === undefined) this.#client.regionId = authentication.regionId;
    else this.#client.endpoint = url;
    this.#topicId = topicOcid;
  }

  async publish(title: string, body: string, signal: AbortSignal): Promise<PublishOutcome> {
    const message = { topicId: this.#topicId, messageDetails: { title, body } };
    const outcome = await untilAborted(signal, () =>
      this.#transport.run(signal, () => this.#client.publishMessage(message)),
    );
    if (outcome.kind === 'failed') return failedPublish(outcome);
    if (outcome.kind === 'refused') return failedPublish(failedCall(outcome.answer));
    const messageId: unknown = outcome.value.publishResult?.messageId;
    if (typeof messageId === 'string') return { kind: 'published', messageId };
    return failedPublish(noAnswer('202 without a message id'));
  }
}
