/**
 * The calls of Oracle's services that a counter makes, as a port: over fetch with our own signer, or by
 * the official SDK. Each is sent once, and every outcome is a value.
 */
import type { ETag, FailedCall } from '../ports.ts';
import type { VersionHeaders } from './store-answer.ts';
import type { StoreAnswer } from './store-failure.ts';

export type Answer<T> =
  | { readonly kind: 'answered'; readonly value: T }
  | { readonly kind: 'refused'; readonly answer: StoreAnswer }
  | FailedCall;

export interface ObjectName {
  readonly namespace: string;
  readonly bucket: string;
  readonly object: string;
}

/** Reads the body of a 200. Throws when it breaks off. */
export type TakeObject<T> = (
  version: VersionHeaders,
  announcedBytes: number,
  chunks: AsyncIterable<Uint8Array>,
) => Promise<T>;

export interface ObjectStorage {
  /** The answer's parts, unchecked. */
  getNamespace(signal: AbortSignal): Promise<Answer<unknown>>;
  getObject<T>(name: ObjectName, take: TakeObject<T>, signal: AbortSignal): Promise<Answer<T>>;
  /** Replaces the version `expected`, or creates the object when `expected` is `absent`. */
  putObject(
    name: ObjectName,
    body: string,
    expected: ETag | 'absent',
    signal: AbortSignal,
  ): Promise<Answer<VersionHeaders>>;
}

export interface Message {
  readonly title: string;
  readonly body: string;
}

export interface Notifications {
  /** The message's id, unchecked. */
  publishMessage(
    topicOcid: string,
    message: Message,
    signal: AbortSignal,
  ): Promise<Answer<unknown>>;
}

/** Both services, with the credentials to use them. */
export interface Oracle {
  /** `onRequest` is called once for every request that is sent, a look-up of the namespace too. */
  openStorage(onRequest: () => void): ObjectStorage;
  openNotifications(): Notifications;
}
