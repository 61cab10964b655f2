/**
 * An owner's account at Oracle, as setup needs it, by Oracle's SDK: find, make and remove by name. Users,
 * groups and policies live in the home region; bucket and topic in the chosen one.
 */
import { IdentityClient, type models as identity, type requests } from 'oci-identity';
import { ObjectStorageClient, type models as storage } from 'oci-objectstorage';
import { NotificationControlPlaneClient, NotificationDataPlaneClient } from 'oci-ons';
import { OracleCalls } from './calls.ts';
import type { Profile } from './profile.ts';
import { isAbsent, Refused } from './refused.ts';
import type { Service } from './service-calls.ts';

export type Tags = Readonly<Record<string, string>>;

export interface Named {
  readonly id: string;
  readonly tags: Tags;
}

export interface FoundPolicy extends Named {
  readonly statements: readonly string[];
}

export interface FoundDynamicGroup extends Named {
  readonly rule: string;
}

export interface Region {
  readonly name: string;
  readonly isHome: boolean;
}

interface Found {
  readonly id: string;
  readonly freeformTags?: Tags;
  readonly lifecycleState?: string;
}

const GONE = /^(DELETED|DELETING)$/;
/** Of a page of a list; names are filtered by the service, so one page is enough. */
const PAGE_MAX = 1000;

export class OracleAccount {
  readonly profile: Profile;
  readonly calls: OracleCalls;
  readonly #identity: IdentityClient;
  readonly #home: IdentityClient;
  readonly #storage: ObjectStorageClient;
  readonly #topics: NotificationControlPlaneClient;
  readonly #subscriptions: NotificationDataPlaneClient;
  readonly #endpoint: string | undefined;
  readonly #region: string;

  /**
   * `endpoint` takes the place of every service's own address, for tests and private realms; `{region}` in
   * it stands for the region that is called.
   */
  constructor(profile: Profile, region: string, endpoint: string | undefined) {
    this.profile = profile;
    this.calls = new OracleCalls(authenticationOf(profile));
    const { transport } = this.calls;
    const auth = { httpClient: transport };
    const configuration = transport.clientConfiguration;
    const placed = <Client extends Placeable>(client: Client) => place(client, region, endpoint);
    this.#identity = placed(new IdentityClient(auth, configuration));
    this.#home = placed(new IdentityClient(auth, configuration));
    this.#storage = placed(new ObjectStorageClient(auth, configuration));
    this.#topics = placed(new NotificationControlPlaneClient(auth, configuration));
    this.#subscriptions = placed(new NotificationDataPlaneClient(auth, configuration));
    this.#endpoint = endpoint;
    this.#region = region;
  }

  get tenancyId(): string {
    return this.profile.tenancyId;
  }

  /** Users, groups and policies are changed there from now on. */
  setHomeRegion(region: string): void {
    place(this.#home, region, this.#endpoint);
  }

  async regions(): Promise<readonly Region[]> {
    const request = { tenancyId: this.tenancyId };
    const { items } = await this.calls.send(() => this.#identity.listRegionSubscriptions(request));
    return items.map(({ regionName: name, isHomeRegion: isHome }) => ({ name, isHome }));
  }

  async namespace(): Promise<string> {
    return (await this.calls.send(() => this.#storage.getNamespace({}))).value;
  }

  /** Of the services that no client of the SDK's is loaded for. Undefined where the answer is empty. @throws Refused */
  async call<T>(
    { host, version }: Service,
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: object,
  ): Promise<T> {
    const base = this.#endpoint ?? `https://${host}`;
    const uri = `${base.replaceAll('{region}', this.#region)}/${version}${path}`;
    return this.calls.send(async () => {
      const headers = new Headers({ 'content-type': 'application/json' });
      const request =
        body === undefined
          ? { uri, method, headers }
          : { uri, method, headers, body: JSON.stringify(body) };
      const answer = await this.calls.transport.send(request);
      const text = await answer.text();
      return (text === '' ? undefined : JSON.parse(text)) as T;
    });
  }

  // Compartments

  async findCompartment(name: string): Promise<Named | undefined> {
    const request = {
      compartmentId: this.tenancyId,
      name,
      compartmentIdInSubtree: true,
      accessLevel: 'ACCESSIBLE' as requests.ListCompartmentsRequest.AccessLevel,
      limit: PAGE_MAX,
    };
    const { items } = await this.calls.send(() => this.#identity.listCompartments(request));
    return firstOf(items);
  }

  async getCompartment(id: string): Promise<Named | undefined> {
    return found(async () => {
      const request = { compartmentId: id };
      const { compartment } = await this.calls.send(() => this.#identity.getCompartment(request));
      return firstOf([compartment]);
    });
  }

  async createCompartment(name: string, tags: Tags): Promise<string> {
    const createCompartmentDetails = {
      compartmentId: this.tenancyId,
      name,
      description: DESCRIPTION,
      freeformTags: { ...tags },
    };
    const request = { createCompartmentDetails };
    return (await this.calls.send(() => this.#home.createCompartment(request))).compartment.id;
  }

  // Users, groups and what they may do

  async findUser(name: string): Promise<Named | undefined> {
    const request = { compartmentId: this.tenancyId, name, limit: PAGE_MAX };
    return firstOf((await this.calls.send(() => this.#home.listUsers(request))).items);
  }

  async createUser(name: string, email: string | undefined, tags: Tags): Promise<string> {
    const createUserDetails = {
      compartmentId: this.tenancyId,
      name,
      description: DESCRIPTION,
      freeformTags: { ...tags },
      ...(email !== undefined && { email }),
    };
    return (await this.calls.send(() => this.#home.createUser({ createUserDetails }))).user.id;
  }

  async tagUser(userId: string, tags: Tags): Promise<void> {
    const updateUserDetails = { freeformTags: { ...tags } };
    await this.calls.send(() => this.#home.updateUser({ userId, updateUserDetails }));
  }

  async deleteUser(userId: string): Promise<void> {
    await gone(() => this.calls.send(() => this.#home.deleteUser({ userId })));
  }

  async findGroup(name: string): Promise<Named | undefined> {
    const request = { compartmentId: this.tenancyId, name, limit: PAGE_MAX };
    return firstOf((await this.calls.send(() => this.#home.listGroups(request))).items);
  }

  async createGroup(name: string, tags: Tags): Promise<string> {
    const createGroupDetails = {
      compartmentId: this.tenancyId,
      name,
      description: DESCRIPTION,
      freeformTags: { ...tags },
    };
    return (await this.calls.send(() => this.#home.createGroup({ createGroupDetails }))).group.id;
  }

  async deleteGroup(groupId: string): Promise<void> {
    await gone(() => this.calls.send(() => this.#home.deleteGroup({ groupId })));
  }

  /** Memberships of a group, or of one user in it. */
  async memberships(groupId: string, userId?: string): Promise<readonly string[]> {
    const request = {
      compartmentId: this.tenancyId,
      groupId,
      limit: PAGE_MAX,
      ...(userId !== undefined && { userId }),
    };
    const { items } = await this.calls.send(() => this.#home.listUserGroupMemberships(request));
    return items.filter((item) => !GONE.test(item.lifecycleState ?? '')).map(({ id }) => id ?? '');
  }

  async addToGroup(userId: string, groupId: string): Promise<void> {
    const addUserToGroupDetails = { userId, groupId };
    await this.calls.send(() => this.#home.addUserToGroup({ addUserToGroupDetails }));
  }

  async removeFromGroup(userGroupMembershipId: string): Promise<void> {
    const request = { userGroupMembershipId };
    await gone(() => this.calls.send(() => this.#home.removeUserFromGroup(request)));
  }

  async findPolicy(compartmentId: string, name: string): Promise<FoundPolicy | undefined> {
    const request = { compartmentId, name, limit: PAGE_MAX };
    const { items } = await this.calls.send(() => this.#home.listPolicies(request));
    const policy = items.find((item) => item.name === name && !isGone(item));
    if (policy === undefined) return undefined;
    return { id: policy.id, tags: tagsOf(policy), statements: policy.statements };
  }

  async createPolicy(
    compartmentId: string,
    name: string,
    statements: readonly string[],
    tags: Tags,
  ): Promise<void> {
    const createPolicyDetails: identity.CreatePolicyDetails = {
      compartmentId,
      name,
      description: DESCRIPTION,
      statements: [...statements],
      freeformTags: { ...tags },
    };
    await this.calls.send(() => this.#home.createPolicy({ createPolicyDetails }));
  }

  async updatePolicy(policyId: string, statements: readonly string[]): Promise<void> {
    const updatePolicyDetails = { statements: [...statements] };
    await this.calls.send(() => this.#home.updatePolicy({ policyId, updatePolicyDetails }));
  }

  async deletePolicy(policyId: string): Promise<void> {
    await gone(() => this.calls.send(() => this.#home.deletePolicy({ policyId })));
  }

  async findDynamicGroup(name: string): Promise<FoundDynamicGroup | undefined> {
    const request = { compartmentId: this.tenancyId, name, limit: PAGE_MAX };
    const { items } = await this.calls.send(() => this.#home.listDynamicGroups(request));
    const group = items.find((item) => item.name === name && !isGone(item));
    return group && { id: group.id, tags: tagsOf(group), rule: group.matchingRule };
  }

  async createDynamicGroup(name: string, matchingRule: string, tags: Tags): Promise<void> {
    const createDynamicGroupDetails = {
      compartmentId: this.tenancyId,
      name,
      description: DESCRIPTION,
      matchingRule,
      freeformTags: { ...tags },
    };
    await this.calls.send(() => this.#home.createDynamicGroup({ createDynamicGroupDetails }));
  }

  async deleteDynamicGroup(dynamicGroupId: string): Promise<void> {
    await gone(() => this.calls.send(() => this.#home.deleteDynamicGroup({ dynamicGroupId })));
  }

  // API keys

  async fingerprints(userId: string): Promise<readonly string[]> {
    const { items } = await this.calls.send(() => this.#home.listApiKeys({ userId }));
    return items
      .filter((item) => !GONE.test(item.lifecycleState ?? ''))
      .map(({ fingerprint }) => fingerprint ?? '');
  }

  async uploadKey(userId: string, publicKeyPem: string): Promise<void> {
    const createApiKeyDetails = { key: publicKeyPem };
    await this.calls.send(() => this.#home.uploadApiKey({ userId, createApiKeyDetails }));
  }

  async deleteKey(userId: string, fingerprint: string): Promise<void> {
    await gone(() => this.calls.send(() => this.#home.deleteApiKey({ userId, fingerprint })));
  }

  // Bucket and document

  async findBucket(namespaceName: string, bucketName: string): Promise<storage.Bucket | undefined> {
    return found(async () => {
      const request = { namespaceName, bucketName };
      return (await this.calls.send(() => this.#storage.getBucket(request))).bucket;
    });
  }

  async createBucket(
    namespaceName: string,
    compartmentId: string,
    name: string,
    tags: Tags,
  ): Promise<void> {
    const createBucketDetails = {
      name,
      compartmentId,
      publicAccessType: 'NoPublicAccess' as storage.CreateBucketDetails.PublicAccessType,
      versioning: 'Disabled' as storage.CreateBucketDetails.Versioning,
      freeformTags: { ...tags },
    };
    const request = { namespaceName, createBucketDetails };
    await this.calls.send(() => this.#storage.createBucket(request));
  }

  async deleteBucket(namespaceName: string, bucketName: string): Promise<void> {
    const request = { namespaceName, bucketName };
    await gone(() => this.calls.send(() => this.#storage.deleteBucket(request)));
  }

  async objectNames(namespaceName: string, bucketName: string): Promise<readonly string[]> {
    const request = { namespaceName, bucketName, limit: PAGE_MAX };
    const { listObjects } = await this.calls.send(() => this.#storage.listObjects(request));
    return listObjects.objects.map(({ name }) => name);
  }

  /** Undefined when there is none, which Oracle says only to whom it lets look. @throws Refused */
  async readObject(
    namespaceName: string,
    bucketName: string,
    objectName: string,
  ): Promise<string | undefined> {
    const request = { namespaceName, bucketName, objectName };
    try {
      return await this.calls.send(async () => {
        const { value } = await this.#storage.getObject(request);
        return new Response(value as ReadableStream).text();
      });
    } catch (error) {
      if (error instanceof Refused && error.code === 'ObjectNotFound') return undefined;
      throw error;
    }
  }

  async writeObject(
    namespaceName: string,
    bucketName: string,
    objectName: string,
    text: string,
  ): Promise<void> {
    await this.calls.send(() =>
      this.#storage.putObject({
        namespaceName,
        bucketName,
        objectName,
        ifNoneMatch: '*',
        contentType: 'application/json',
        contentLength: Buffer.byteLength(text),
        putObjectBody: text,
      }),
    );
  }

  async deleteObject(namespaceName: string, bucketName: string, objectName: string): Promise<void> {
    const request = { namespaceName, bucketName, objectName };
    await gone(() => this.calls.send(() => this.#storage.deleteObject(request)));
  }

  // Topic and subscription

  async findTopic(compartmentId: string, name: string): Promise<Named | undefined> {
    const request = { compartmentId, name };
    const { items } = await this.calls.send(() => this.#topics.listTopics(request));
    return firstOf(items.map((topic) => ({ ...topic, id: topic.topicId })));
  }

  async createTopic(compartmentId: string, name: string, tags: Tags): Promise<string> {
    const createTopicDetails = {
      compartmentId,
      name,
      description: DESCRIPTION,
      freeformTags: { ...tags },
    };
    const request = { createTopicDetails };
    return (await this.calls.send(() => this.#topics.createTopic(request))).notificationTopic
      .topicId;
  }

  async deleteTopic(topicId: string): Promise<void> {
    await gone(() => this.calls.send(() => this.#topics.deleteTopic({ topicId })));
  }

  /** `PENDING` until the reader of that address has confirmed it; undefined when there is none. */
  async subscriptionState(
    compartmentId: string,
    topicId: string,
    email: string,
  ): Promise<string | undefined> {
    const request = { compartmentId, topicId };
    const { items } = await this.calls.send(() => this.#subscriptions.listSubscriptions(request));
    const subscription = items.find(
      (item) =>
        item.protocol === 'EMAIL' &&
        item.endpoint.toLowerCase() === email.toLowerCase() &&
        !isGone({ lifecycleState: item.lifecycleState ?? '' }),
    );
    return subscription?.lifecycleState;
  }

  async subscribe(
    compartmentId: string,
    topicId: string,
    email: string,
    tags: Tags,
  ): Promise<void> {
    const createSubscriptionDetails = {
      topicId,
      compartmentId,
      protocol: 'EMAIL',
      endpoint: email,
      freeformTags: { ...tags },
    };
    const request = { createSubscriptionDetails };
    await this.calls.send(() => this.#subscriptions.createSubscription(request));
  }
}

interface Placeable {
  endpoint: string;
  regionId: string;
}

function place<Client extends Placeable>(
  client: Client,
  region: string,
  endpoint: string | undefined,
): Client {
  if (endpoint === undefined) client.regionId = region;
  else client.endpoint = endpoint.replaceAll('{region}', region);
  return client;
}

const DESCRIPTION = 'Visitor counter, made by npm run setup';

/** What the SDK's signer asks for. */
function authenticationOf(profile: Profile) {
  const { fingerprint, passphrase, privateKeyPem, sessionToken, tenancyId, userId } = profile;
  const keyId =
    sessionToken === undefined ? `${tenancyId}/${userId}/${fingerprint}` : `ST$${sessionToken}`;
  return {
    regionId: profile.region,
    advice: `key_file of the profile ${profile.name}`,
    provider: {
      getKeyId: async () => keyId,
      getPrivateKey: () => privateKeyPem,
      getPassphrase: () => passphrase ?? null,
    },
  };
}

function firstOf(items: readonly Found[]): Named | undefined {
  const item = items.find((candidate) => !isGone(candidate));
  return item === undefined ? undefined : { id: item.id, tags: tagsOf(item) };
}

function isGone({ lifecycleState }: { readonly lifecycleState?: string }): boolean {
  return GONE.test(lifecycleState ?? '');
}

function tagsOf({ freeformTags }: { readonly freeformTags?: Tags }): Tags {
  return { ...freeformTags };
}

/** Undefined where Oracle says that there is none, or that this user may not know. */
async function found<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** What is gone already needs no removal. */
async function gone(remove: () => Promise<unknown>): Promise<void> {
  await found(remove);
}
