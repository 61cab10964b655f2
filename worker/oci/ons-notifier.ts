/**
 * Notifier over fetch: publishes to one topic of OCI Notifications. Sends each message once.
 * https://docs.oracle.com/iaas/api/#/en/notification/20181201/NotificationTopic/PublishMessage
 */

import type { NotifierOptions } from '../../shared/compose.ts';
import { describeRefusal } from '../../shared/oci/store-answer.ts';
import {
  failedCall,
  failedPublish,
  noAnswer,
  untilAborted,
} from '../../shared/oci/store-failure.ts';
import type { FailedCall, Notifier, PublishOutcome } from '../../shared/ports.ts';
import type { ApiKey } from '../../shared/settings/settings.ts';
import { RequestSigner } from './sign-request.ts';
import { signedFetch } from './signed-fetch.ts';

export interface OnsNotifierOptions extends NotifierOptions {
  readonly apiKey: ApiKey;
  readonly region: string;
}

export class OnsNotifier implements Notifier {
  readonly #signer: RequestSigner;
  readonly #url: URL;

  constructor({ apiKey, region, topicOcid, url }: OnsNotifierOptions) {
    this.#signer = new RequestSigner(apiKey);
    const endpoint = url ?? `https://notification.${region}.oraclecloud.com`;
    this.#url = new URL(`/20181201/topics/${encodeURIComponent(topicOcid)}/messages`, endpoint);
  }

  async publish(title: string, body: string, signal: AbortSignal): Promise<PublishOutcome> {
    const signedBody = JSON.stringify({ title, body });
    const request = { method: 'POST', url: this.#url, signedBody } as const;
    const outcome = await untilAborted(signal, () =>
      signedFetch(this.#signer, request, signal, readAnswer),
    );
    return outcome.kind === 'failed' ? failedPublish(outcome) : outcome;
  }
}

async function readAnswer(
  response: Response,
): Promise<FailedCall | (PublishOutcome & { kind: 'published' })> {
  if (response.status !== 202) return failedCall(await describeRefusal(response));
  const { messageId } = Object(await response.json());
  if (typeof messageId !== 'string') return noAnswer('202 without a message id');
  return { kind: 'published', messageId };
}
