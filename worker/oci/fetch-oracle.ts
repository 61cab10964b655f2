/** Oracle's services over fetch, signed with an API key. What an answer means is said in shared/oci/. */
import { Failure } from '../../shared/errors.ts';
import type { Notifications, ObjectName, ObjectStorage, Oracle } from '../../shared/oci/oracle.ts';
import type { VersionHeaders } from '../../shared/oci/store-answer.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import { RequestSigner } from './sign-request.ts';
import { type SignedFetch, signedFetch } from './signed-fetch.ts';

type OracleSettings = Pick<Settings, 'apiKey' | 'region' | 'objectStorageUrl' | 'notificationsUrl'>;

/** Settings of the edge always hold a region and an API key. @throws Failure for others */
export function fetchOracle(settings: OracleSettings): Oracle {
  const { apiKey, notificationsUrl, objectStorageUrl, region } = settings;
  if (apiKey === undefined || region === undefined) {
    throw new Failure('misconfigured', 'the edge needs OCI_REGION and an API key');
  }
  const signer = new RequestSigner(apiKey);
  const storageUrl = objectStorageUrl ?? `https://objectstorage.${region}.oraclecloud.com`;
  const messagesUrl = notificationsUrl ?? `https://notification.${region}.oraclecloud.com`;
  return {
    openStorage: (onRequest) => storageAt(storageUrl, signedFetch(signer, onRequest)),
    openNotifications: () => notificationsAt(messagesUrl, signedFetch(signer)),
  };
}

function storageAt(endpoint: string, send: SignedFetch): ObjectStorage {
  const urlOf = ({ bucket, namespace, object }: ObjectName) => {
    const path = `/n/${namespace}/b/${encodeURIComponent(bucket)}/o/${encodeURIComponent(object)}`;
    return new URL(path, endpoint);
  };
  return {
    getNamespace: (signal) =>
      send({ method: 'GET', url: new URL('/n/', endpoint) }, signal, (answer) => answer.json()),
    getObject: (name, take, signal) =>
      send({ method: 'GET', url: urlOf(name) }, signal, (answer) => {
        if (answer.body === null) throw new TypeError('200 without a body');
        return take(versionOf(answer), Number(answer.headers.get('content-length')), answer.body);
      }),
    putObject: (name, body, expected, signal) => {
      const condition: Record<string, string> =
        expected === 'absent' ? { 'if-none-match': '*' } : { 'if-match': expected };
      const headers = { 'content-type': 'application/json', ...condition };
      return send({ method: 'PUT', url: urlOf(name), headers, body }, signal, async (answer) => {
        await answer.body?.cancel();
        return versionOf(answer);
      });
    },
  };
}

function notificationsAt(endpoint: string, send: SignedFetch): Notifications {
  return {
    publishMessage: (topicOcid, message, signal) => {
      const url = new URL(`/20181201/topics/${encodeURIComponent(topicOcid)}/messages`, endpoint);
      const request = { method: 'POST', url, signedBody: JSON.stringify(message) } as const;
      return send(request, signal, async (answer) => Object(await answer.json()).messageId);
    },
  };
}

function versionOf({ headers }: Response): VersionHeaders {
  const [etag, lastModified, date] = ['etag', 'last-modified', 'date'].map((name) =>
    headers.get(name),
  );
  return { etag, lastModified, date };
}
