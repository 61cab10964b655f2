/**
 * Carries the SDK's requests, so that each is sent once, can be aborted, is counted, and fails as a
 * value with its `Retry-After`, which the SDK's errors leave out. Nothing of the SDK's own words passes:
 * they name addresses and requests.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import {
  CircuitBreaker,
  type ClientConfiguration,
  DefaultRequestSigner,
  type HttpClient,
  type HttpRequest,
  NoRetryConfigurationDetails,
} from 'oci-common';
import type { Answer } from '../../shared/oci/oracle.ts';
import { describeRefusal, type VersionHeaders } from '../../shared/oci/store-answer.ts';
import { lostAnswer, notSent, type StoreAnswer } from '../../shared/oci/store-failure.ts';
import type { FailedCall } from '../../shared/ports.ts';
import type { Authentication } from './authentication.ts';

/** What the transport learns of a call; the SDK's own errors say less. */
interface Call {
  readonly signal: AbortSignal;
  version?: VersionHeaders;
  refusal?: StoreAnswer;
  /** Why the request was not sent, or its answer was lost. */
  failure?: FailedCall;
}

export class SdkTransport implements HttpClient {
  readonly #calls = new AsyncLocalStorage<Call>();
  readonly #authentication: Authentication;
  readonly #onRequest: (() => void) | undefined;
  #signer: DefaultRequestSigner | undefined;

  constructor(authentication: Authentication, onRequest?: () => void) {
    this.#authentication = authentication;
    this.#onRequest = onRequest;
  }

  /**
   * For the client that uses this transport. A breaker would keep timers in a frozen container. And
   * ending a call by a throw keeps the SDK from printing a warning for every refusal (oci-common 2.142,
   * lib/retrier.js), where conflicts and a first read of nothing are everyday.
   */
  get clientConfiguration(): ClientConfiguration {
    return {
      circuitBreaker: new CircuitBreaker({ disableClientCircuitBreaker: true }),
      retryConfiguration: {
        ...NoRetryConfigurationDetails,
        terminationStrategy: {
          shouldTerminate: () => {
            throw new Error('the one attempt failed');
          },
        },
      },
    };
  }

  /**
   * Runs one call of the SDK's client; a body that it hands out is to be read inside. `versionOf()` tells
   * the answer's ETag and date as they came: the SDK writes dates anew, in local time with a `Z` behind
   * and hours of one digit (oci-common 2.142, formatDateToRFC3339), which no parser takes before ten.
   */
  async run<T>(
    signal: AbortSignal,
    work: (versionOf: () => VersionHeaders) => Promise<T>,
  ): Promise<Answer<T>> {
    const call: Call = { signal };
    const versionOf = () => call.version ?? { etag: undefined, lastModified: undefined };
    try {
      return { kind: 'answered', value: await this.#calls.run(call, () => work(versionOf)) };
    } catch (error) {
      if (call.refusal !== undefined) return { kind: 'refused', answer: call.refusal };
      return call.failure ?? lostAnswer(error);
    }
  }

  /**
   * What the SDK calls. Its own client takes no signal, and lists the characters of a body as the keys
   * of an object to see whether it is empty (oci-common 2.142, lib/utils.js): seconds for 4 MB.
   */
  async send(request: HttpRequest, withoutBody = false): Promise<Response> {
    const call = this.#currentCall();
    const { method, headers, uri, body } = request;
    await this.#sign(request, withoutBody, call);
    this.#onRequest?.();
    try {
      const { signal } = call;
      const response = await fetch(uri, { method, headers, body, signal, redirect: 'manual' });
      if (response.ok) {
        const { headers: answered } = response;
        call.version = {
          etag: answered.get('etag'),
          lastModified: answered.get('last-modified'),
          date: answered.get('date'),
        };
        return response;
      }
      call.refusal = await describeRefusal(response);
    } catch (error) {
      call.failure = lostAnswer(error);
      throw error;
    }
    throw new Error('the service refused the call');
  }

  async #sign(request: HttpRequest, withoutBody: boolean, call: Call): Promise<void> {
    try {
      this.#signer ??= new DefaultRequestSigner(this.#authentication.provider);
      await this.#signer.signHttpRequest(request, withoutBody);
    } catch (error) {
      call.failure = notSent(`the request cannot be signed: check ${this.#authentication.advice}`);
      throw error;
    }
  }

  #currentCall(): Call {
    const call = this.#calls.getStore();
    if (call === undefined) throw new Error('requests are sent inside run() only');
    return call;
  }
}
