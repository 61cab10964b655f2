/**
 * From an empty account to a counted view behind an API gateway, by signed calls: network, application,
 * Function, gateway, deployment and log; and what is missing when one of them or a statement is.
 */
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { ApiKey } from '../../local/oci-emulator/api-key.ts';
import type { OciEmulator } from '../../local/oci-emulator/oci-emulator.ts';
import { ADMINISTRATOR_ID } from '../../local/oci-emulator/tenancy/tenancy.ts';
import { functionStatements, matchingRule } from '../../setup/policy.ts';
import { addKeyOf, BUCKET, startEmulator } from './official-clients.ts';
import { sendSigned } from './signed-fetch.ts';

const BUNDLE = fileURLToPath(new URL('../../dist/function/func.js', import.meta.url));
const IMAGE = 'fra.ocir.io/emulator/visitor-counter:1.0.0';
const HTTPS = {
  protocol: '6',
  source: '0.0.0.0/0',
  tcpOptions: { destinationPortRange: { min: 443, max: 443 } },
};

type Fields = Readonly<Record<string, unknown>>;

class Account {
  readonly emulator: OciEmulator;
  readonly compartmentId: string;
  readonly #key: ApiKey;

  constructor(emulator: OciEmulator, key: ApiKey) {
    this.emulator = emulator;
    this.#key = key;
    this.compartmentId = key.tenancyId;
  }

  async send(method: string, path: string, body?: Fields) {
    const answer = await sendSigned(this.emulator.url, this.#key, method, path, {
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    const text = await answer.text();
    const fields = (text === '' ? {} : JSON.parse(text)) as Fields & { items?: Fields[] };
    return { status: answer.status, headers: answer.headers, fields };
  }

  /** @returns what was made */
  async create(path: string, details: Fields): Promise<Fields & { readonly id: string }> {
    const { compartmentId } = this;
    const answer = await this.send('POST', path, { compartmentId, ...details });
    expect(answer).toMatchObject({ status: 200 });
    return answer.fields as Fields & { readonly id: string };
  }
}

async function startAccount(): Promise<Account> {
  const emulator = await startEmulator();
  return new Account(emulator, await addKeyOf(emulator, ADMINISTRATOR_ID));
}

/** A network that lets HTTPS in, and a subnet in it. */
async function createNetwork(account: Account) {
  const vcn = await account.create('/20160918/vcns', {
    displayName: 'n',
    cidrBlock: '10.0.0.0/16',
  });
  const inVcn = { vcnId: vcn.id, displayName: 'n' };
  const door = await account.create('/20160918/internetGateways', { ...inVcn, isEnabled: true });
  const routeRules = [{ destination: '0.0.0.0/0', networkEntityId: door.id }];
  const table = `/20160918/routeTables/${vcn.defaultRouteTableId}`;
  await account.send('PUT', table, { routeRules });
  const list = `/20160918/securityLists/${vcn.defaultSecurityListId}`;
  await account.send('PUT', list, { ingressSecurityRules: [HTTPS] });
  const subnet = await account.create('/20160918/subnets', { ...inVcn, cidrBlock: '10.0.0.0/24' });
  return { vcn, door, table, list, subnet };
}

async function createPolicy(account: Account, drop = '') {
  const { compartmentId } = account;
  const common = { name: 'functions', description: 'For a test' };
  const rule = { ...common, matchingRule: matchingRule(compartmentId) };
  await account.create('/20160918/dynamicGroups', rule);
  const place = { compartmentId, bucket: BUCKET, object: 'counter.json' };
  const statements = functionStatements('functions', place).filter(
    (statement) => drop === '' || !statement.includes(drop),
  );
  return await account.create('/20160918/policies', { ...common, statements });
}

function configOf({ emulator: { url } }: Account) {
  return {
    SALT: 'a salt',
    BUCKET,
    OCI_OBJECT_STORAGE_URL: url,
    OCI_NOTIFICATIONS_URL: url,
  };
}

/** @returns the address at which a browser would find the counter */
async function createCounter(account: Account, subnetId: string) {
  account.emulator.tenancy.images.set(IMAGE, BUNDLE);
  const application = await account.create('/20181201/applications', {
    displayName: 'visitor-counter',
    subnetIds: [subnetId],
    config: configOf(account),
  });
  const { send } = account;
  const made = await send.call(account, 'POST', '/20181201/functions', {
    applicationId: application.id,
    displayName: 'visitor-counter',
    image: IMAGE,
    memoryInMBs: 256,
    timeoutInSeconds: 60,
  });
  const functionId = String(made.fields.id);
  const gateway = await account.create('/20190501/gateways', {
    displayName: 'g',
    endpointType: 'PUBLIC',
    subnetId,
  });
  const backend = { type: 'ORACLE_FUNCTIONS_BACKEND', functionId };
  const routes = ['/counter', '/totals'].map((path) => ({ path, methods: ['ANY'], backend }));
  const deployment = await account.create('/20190501/deployments', {
    gatewayId: gateway.id,
    displayName: 'd',
    pathPrefix: '/v1',
    specification: { routes },
  });
  return { application, functionId, gateway, deployment, address: String(deployment.endpoint) };
}

/** Over the emulator's own address, since no name server knows a gateway's. */
async function ask({ emulator }: Account, address: string, init?: RequestInit) {
  const { hostname, pathname, search } = new URL(address);
  return await fetch(`${emulator.url}/_gateway/${hostname}${pathname}${search}`, init);
}

const VISIT = 'vid=b5f1c1de-0f0e-4b1a-9d1e-2f2b7c9d8a61';

function visit(account: Account, address: string) {
  const headers = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' };
  return ask(account, `${address}/counter?${VISIT}`, { headers });
}

describe('the gateway path', () => {
  test('counts a view once all of it is made, and writes a log where there is one', async () => {
    const account = await startAccount();
    const { subnet } = await createNetwork(account);
    await createPolicy(account);
    const { application, address } = await createCounter(account, subnet.id);
    expect(address).toMatch(
      /^https:\/\/\w+\.apigateway\.eu-frankfurt-1\.oci\.customer-oci\.com\/v1$/,
    );
    expect(await (await visit(account, address)).json()).toMatchObject({ ok: true, count: 1 });
    expect(await (await ask(account, `${address}/totals`)).json()).toMatchObject({ count: 1 });
    expect((await ask(account, `${address}/elsewhere`)).status).toBe(404);

    const { compartmentId } = account;
    const group = { compartmentId, displayName: 'logs' };
    const later = await account.send('POST', '/20200531/logGroups', group);
    expect([later.status, later.fields]).toEqual([202, {}]);
    const logs = `/20200531/logGroups/${later.headers.get('opc-work-request-id')}/logs`;
    const source = { sourceType: 'OCISERVICE', service: 'functions', resource: application.id };
    const configuration = { source: { ...source, category: 'invoke' } };
    await account.send('POST', logs, { displayName: 'l', logType: 'SERVICE', configuration });
    expect((await account.send('GET', logs)).fields).toMatchObject([{ displayName: 'l' }]);

    const { SALT, ...config } = configOf(account);
    expect(SALT).not.toBe('');
    await account.send('PUT', `/20181201/applications/${application.id}`, { config });
    expect((await visit(account, address)).status).toBe(500);
    expect(account.emulator.functionLog.join('')).not.toBe('');
  });

  test.each([
    ["type='ApiGateway'", 500, { message: 'Internal Server Error' }],
    ['OBJECT_READ', 503, { error: 'unavailable' }],
  ])('without the statement of %s a view is a %d', async (statement, status, fields) => {
    const account = await startAccount();
    const { subnet } = await createNetwork(account);
    await createPolicy(account, statement);
    const { address } = await createCounter(account, subnet.id);
    const answer = await visit(account, address);
    expect([answer.status, await answer.json()]).toEqual([status, expect.objectContaining(fields)]);
  });

  test('is reached by nobody without a route or a rule for HTTPS', async () => {
    const account = await startAccount();
    const { door, list, subnet, table } = await createNetwork(account);
    await createPolicy(account);
    const { address } = await createCounter(account, subnet.id);
    await account.send('PUT', list, { ingressSecurityRules: [] });
    await expect(visit(account, address)).rejects.toThrow();
    await account.send('PUT', list, { ingressSecurityRules: [HTTPS] });
    await account.send('PUT', table, { routeRules: [] });
    await expect(visit(account, address)).rejects.toThrow();
    await account.send('PUT', table, {
      routeRules: [{ destination: '0.0.0.0/0', networkEntityId: door.id }],
    });
    expect((await visit(account, address)).status).toBe(200);
  });
});

describe('its parts', () => {
  test('are found by name where they lie, and go in their order alone', async () => {
    const account = await startAccount();
    const { compartmentId } = account;
    const { door, subnet, table, vcn } = await createNetwork(account);
    const { application, deployment, functionId, gateway } = await createCounter(
      account,
      subnet.id,
    );
    const list = (path: string, query: Fields) =>
      account.send('GET', `${path}?${new URLSearchParams(query as Record<string, string>)}`);
    const found = await list('/20181201/functions', { applicationId: application.id });
    expect(found.fields).toMatchObject([{ id: functionId, image: IMAGE }]);
    const gateways = await list('/20190501/gateways', { compartmentId, displayName: 'g' });
    expect(gateways.fields.items).toMatchObject([{ id: gateway.id, lifecycleState: 'ACTIVE' }]);
    const images = { compartmentId, repositoryName: 'visitor-counter' };
    expect((await list('/20160918/container/images', images)).fields.items).toMatchObject([
      { version: '1.0.0' },
    ]);

    const parts = [
      `/20160918/vcns/${vcn.id}`,
      `/20160918/internetGateways/${door.id}`,
      `/20160918/subnets/${subnet.id}`,
      `/20181201/applications/${application.id}`,
      `/20190501/gateways/${gateway.id}`,
    ];
    for (const part of parts) {
      expect(await account.send('DELETE', part)).toMatchObject({
        status: 409,
        fields: { code: 'IncorrectState' },
      });
    }
    await account.send('PUT', table, { routeRules: [] });
    const inOrder = [
      `/20190501/deployments/${deployment.id}`,
      `/20181201/functions/${functionId}`,
      ...parts.toReversed(),
    ];
    for (const part of inOrder) {
      expect([part, (await account.send('DELETE', part)).status]).toEqual([part, 204]);
    }
    expect(account.emulator.tenancy.inventory.list('routetable')).toEqual([]);
  });

  test('are refused without what they stand on', async () => {
    const account = await startAccount();
    const { compartmentId } = account;
    const { subnet } = await createNetwork(account);
    const application = await account.create('/20181201/applications', {
      displayName: 'a',
      subnetIds: [subnet.id],
    });
    const details = { displayName: 'f', applicationId: application.id, memoryInMBs: 256 };
    const unknown = { ...details, image: 'fra.ocir.io/emulator/other:1' };
    expect(await account.send('POST', '/20181201/functions', unknown)).toMatchObject({
      status: 400,
      fields: { message: expect.stringContaining('Invalid Image') },
    });
    const nowhere = { compartmentId, endpointType: 'PUBLIC', subnetId: 'ocid1.subnet.oc1..none' };
    expect((await account.send('POST', '/20190501/gateways', nowhere)).status).toBe(404);
    const odd = { compartmentId, endpointType: 'PUBLIC', subnetId: subnet.id, certificateId: 'c' };
    expect(await account.send('POST', '/20190501/gateways', odd)).toMatchObject({
      status: 501,
      fields: { message: expect.stringContaining('certificateId') },
    });
  });
});
