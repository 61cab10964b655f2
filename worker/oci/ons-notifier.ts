/**
 * Notifier over fetch: publishes to one topic of OCI Notifications. Sends each message once.
 * https://docs.oracle.com/iaas/api/#/en/notification/20181201/NotificationTopic/PublishMessage
 */
import type { Notifier, PublishOutcome } from '../../shared/ports.ts';
import type { ApiKey } from '../../shared/settings.ts';
import { parseErrorCode, publishFailure } from '../../shared/store-failure.ts';
import { RequestSigner } from './sign-request.ts';

export interface OnsNotifierOptions {
  readonly apiKey: ApiKey;
  readonly region: string;
  readonly topicOcid: string;
  /** In place of the regional endpoint. */
  readonly url?: string;
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
    const headers = { 'content-type': 'application/json' };
    const message = JSON.stringify({ title, body });
    const unsigned = { method: 'POST', url: this.#url, headers, body: message } as const;
    let signed: Request;
    try {
      signed = await this.#signer.sign(unsigned, new Date());
    } catch (error) {
      const detail = error instanceof Error ? error.message : 'the request cannot be signed';
      return { kind: 'refused', detail };
    }
    let response: Response;
    try {
      response = await fetch(signed, { signal });
    } catch {
      return { kind: 'unknown', detail: 'the connection failed' };
    }
    const answer: unknown = await response.json().catch(() => undefined);
    const { code, messageId } = (answer ?? {}) as { code?: unknown; messageId?: unknown };
    if (response.status === 202) return { kind: 'published', messageId: String(messageId) };
    return publishFailure({ status: response.status, code: parseErrorCode(code) });
  }
}
