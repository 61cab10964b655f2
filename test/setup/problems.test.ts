/** What goes wrong at either cloud becomes one sentence with the next step. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { deployedTargets } from '../../setup/cloudflare/wrangler-answers.ts';
import { explainWrangler } from '../../setup/cloudflare/wrangler-words.ts';
import { parseProfiles, readProfile } from '../../setup/oracle/profile.ts';
import { explainRefusal, Refused } from '../../setup/oracle/refused.ts';

const ATTEMPT = {
  doing: 'make the bucket x',
  needs: 'manage buckets',
  profile: 'ADMIN',
  region: 'eu-zurich-1',
};

describe('a refusal of Oracle’s', () => {
  test.each([
    [401, 'NotAuthenticated', 'the profile ADMIN'],
    [404, 'NotAuthorizedOrNotFound', '`manage buckets`'],
    [400, 'LimitExceeded', 'a limit of your tenancy is reached'],
    [400, 'QuotaExceeded', 'a limit of your tenancy is reached'],
    [409, 'BucketAlreadyExists', 'the name is taken'],
    [409, 'UserAlreadyExists', 'the name is taken'],
    [429, 'TooManyRequests', 'run it again in a minute'],
    [503, 'ServiceUnavailable', 'it goes on from here'],
    [0, 'no answer (ENOTFOUND)', 'eu-zurich-1'],
  ])('%i %s says what to do', (status, code, words) => {
    const { message } = explainRefusal(new Refused(status, code), ATTEMPT);
    expect(message).toMatch(/^Could not make the bucket x \(Oracle said: .*\): .*\.$/);
    expect(message).toContain(words);
  });
});

describe('what wrangler says', () => {
  test.each([
    ['You need to register a workers.dev subdomain before publishing', 'has no workers.dev name'],
    ['A request failed. Authentication error [code: 10000]', 'does not take the token'],
    ['More than one account available', 'CLOUDFLARE_ACCOUNT_ID'],
    ['TypeError: fetch failed: ECONNREFUSED', 'check the network'],
  ])('"%s" says what to do', (words, sentence) => {
    expect(explainWrangler('deploy the Worker', words, false).message).toContain(sentence);
  });

  test('something else is handed on', () => {
    const { message } = explainWrangler(
      'deploy the Worker',
      '✘ [ERROR] The moon is full.\n',
      false,
    );
    expect(message).toContain('wrangler said: The moon is full.');
  });

  test('tells programs where a Worker answers, and schedules are no address', () => {
    const lines = [
      '{"type":"wrangler-session"}',
      '{"type":"deploy","targets":["https://counter.me.workers.dev","stats.example.com","schedule: 0 6 * * *"]}',
    ];
    expect(deployedTargets(lines.join('\n'))).toEqual([
      'https://counter.me.workers.dev',
      'https://stats.example.com',
    ]);
  });
});

describe('a profile', () => {
  function fileWith(text: string): string {
    const folder = mkdtempSync(join(tmpdir(), 'profile-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'key.pem'), 'a key');
    const path = join(folder, 'config');
    writeFileSync(path, text.replaceAll('FOLDER', folder));
    return path;
  }

  test('takes from DEFAULT what it leaves out', () => {
    const OCI_CONFIG_FILE = fileWith(
      '# mine\n[DEFAULT]\nuser=ocid1.user.a\ntenancy = ocid1.tenancy.t\nregion=eu-zurich-1\nfingerprint=aa:bb\nkey_file=FOLDER/key.pem\n\n[OTHER]\nregion=eu-paris-1\n',
    );
    expect(readProfile({ OCI_CONFIG_FILE }, 'OTHER')).toMatchObject({
      userId: 'ocid1.user.a',
      region: 'eu-paris-1',
      privateKeyPem: 'a key',
    });
  });

  test.each([
    ['', 'has no profile DEFAULT (it has: none)'],
    ['[OTHER]\nuser=x\n', 'it has: OTHER'],
    ['[DEFAULT]\nuser=x\n', 'has no key_file'],
    [
      '[DEFAULT]\ntenancy=t\nregion=r\nfingerprint=f\nuser=u\nkey_file=FOLDER/none.pem\n',
      'none.pem',
    ],
  ])('that is not whole (%j) is said, with the command that makes one', (text, words) => {
    const OCI_CONFIG_FILE = fileWith(text);
    const read = () => readProfile({ OCI_CONFIG_FILE }, 'DEFAULT');
    expect(read).toThrow(words);
    expect(read).toThrow('oci setup bootstrap');
  });

  test('a file of profiles that is not there is said', () => {
    expect(() => readProfile({ OCI_CONFIG_FILE: '/nowhere/config' }, 'DEFAULT')).toThrow(
      'oci setup bootstrap',
    );
  });

  test('lines before any profile are passed over', () => {
    expect([...(parseProfiles('user=x\n[A]\r\nuser=y').get('A') ?? [])]).toEqual([['user', 'y']]);
  });
});
