/** Oracle's services by its official SDK: one client each. What an answer means is said in shared/oci/. */
import { ObjectStorageClient } from 'oci-objectstorage';
import { NotificationDataPlaneClient } from 'oci-ons';
import type { Notifications, ObjectName, ObjectStorage, Oracle } from '../../shared/oci/oracle.ts';
import type { Environment, Settings } from '../../shared/settings/settings.ts';
import { createAuthentication } from './authentication.ts';
import { SdkTransport } from './sdk-transport.ts';

type OracleSettings = Pick<Settings, 'apiKey' | 'region' | 'objectStorageUrl' | 'notificationsUrl'>;

/** @throws Failure `misconfigured` that says what to set, when there are no credentials to use. */
export function sdkOracle(settings: OracleSettings, env: Environment): Oracle {
  const { notificationsUrl, objectStorageUrl } = settings;
  const authentication = createAuthentication(settings, env);
  const { regionId } = authentication;
  return {
    openStorage(onRequest) {
      const transport = new SdkTransport(authentication, onRequest);
      const { clientConfiguration } = transport;
      const client = new ObjectStorageClient({ httpClient: transport }, clientConfiguration);
      return sdkStorage(placed(client, objectStorageUrl, regionId), transport);
    },
    openNotifications() {
      const transport = new SdkTransport(authentication);
      const { clientConfiguration } = transport;
      const client = new NotificationDataPlaneClient(
        { httpClient: transport },
        clientConfiguration,
      );
      return sdkNotifications(placed(client, notificationsUrl, regionId), transport);
    },
  };
}

/** At an endpoint of its own, or at the region's. */
function placed<Client extends ObjectStorageClient | NotificationDataPlaneClient>(
  client: Client,
  url: string | undefined,
  regionId: string,
): Client {
  if (url === undefined) client.regionId = regionId;
  else client.endpoint = url;
  return client;
}

function sdkStorage(client: ObjectStorageClient, transport: SdkTransport): ObjectStorage {
  return {
    getNamespace: (signal) =>
      transport.run(signal, async () => (await client.getNamespace({})).value),
    getObject: (name, take, signal) =>
      transport.run(signal, async (versionOf) => {
        const { contentLength, value } = await client.getObject(sdkName(name));
        // The SDK hands on the body of `fetch`, whatever its types allow for.
        const chunks = value as AsyncIterable<Uint8Array>;
        return take(versionOf(), Number(contentLength ?? 0), chunks);
      }),
    putObject: (name, body, expected, signal) =>
      transport.run(signal, async (versionOf) => {
        await client.putObject({
          ...sdkName(name),
          ...(expected === 'absent' ? { ifNoneMatch: '*' } : { ifMatch: expected }),
          contentType: 'application/json',
          contentLength: Buffer.byteLength(body),
          putObjectBody: body,
        });
        return versionOf();
      }),
  };
}

function sdkName({ bucket: bucketName, namespace: namespaceName, object: objectName }: ObjectName) {
  return { bucketName, namespaceName, objectName };
}

function sdkNotifications(
  client: NotificationDataPlaneClient,
  transport: SdkTransport,
): Notifications {
  return {
    publishMessage: (topicId, messageDetails, signal) =>
      transport.run(signal, async () => {
        const { publishResult } = await client.publishMessage({ topicId, messageDetails });
        return publishResult?.messageId;
      }),
  };
}
