/** The old function's configuration, as Oracle's Functions tell it: asked by signed calls, and found by its bucket. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { makeKey } from '../../setup/api-key.ts';
import { findFunctionConfiguration } from '../../setup/oracle/functions.ts';
import { OracleAccount } from '../../setup/oracle/oracle-account.ts';

type Answers = Readonly<Record<string, unknown>>;

/** Answers as `GET` of the Functions service does, and only to signed calls. */
async function accountWith(answers: Answers): Promise<OracleAccount> {
  const server = createServer((request, response) => {
    const isSigned = request.headers.authorization?.startsWith('Signature version="1"') ?? false;
    const answer = isSigned ? answers[decodeURIComponent(request.url ?? '')] : undefined;
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? { code: 'NotAuthorizedOrNotFound', message: '' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { fingerprint, privateKey } = await makeKey();
  const profile = {
    name: 'DEFAULT',
    tenancyId: 'ocid1.tenancy.oc1..t',
    userId: 'ocid1.user.oc1..u',
    region: 'eu-frankfurt-1',
    fingerprint,
    privateKeyPem: privateKey,
    passphrase: undefined,
    sessionToken: undefined,
  };
  const { port } = server.address() as AddressInfo;
  return new OracleAccount(profile, 'eu-frankfurt-1', `http://127.0.0.1:${port}`);
}

const PLACE = { bucket: 'cloud-resume-data', object: 'counter.json' };

function answersWith(applicationConfig: object, functionConfig: object): Answers {
  return {
    '/20181201/applications?compartmentId=c': [{ id: 'app' }],
    '/20181201/applications/app': { id: 'app', config: applicationConfig },
    '/20181201/functions?applicationId=app': [{ id: 'other' }, { id: 'counter' }],
    '/20181201/functions/other': { id: 'other', config: {} },
    '/20181201/functions/counter': { id: 'counter', config: functionConfig },
  };
}

test('is its application’s, with its own over it', async () => {
  const own = { BUCKET: PLACE.bucket, SALT: 'its own' };
  const account = await accountWith(answersWith({ SALT: 'of the application' }, own));
  expect(await findFunctionConfiguration(account, 'c', PLACE)).toMatchObject({ SALT: 'its own' });
});

test('has no SALT where neither sets one', async () => {
  const account = await accountWith(answersWith({}, { OBJECT: PLACE.object }));
  expect(await findFunctionConfiguration(account, 'c', PLACE)).toEqual({ OBJECT: PLACE.object });
});

test('of a function that counts into another bucket is not taken for it', async () => {
  const account = await accountWith(answersWith({}, { BUCKET: 'another', SALT: 'not ours' }));
  expect(await findFunctionConfiguration(account, 'c', PLACE)).toBeUndefined();
});
