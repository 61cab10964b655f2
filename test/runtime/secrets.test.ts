/** The look-out for secrets itself: what it must notice, and what it must let pass. */
import { describe, expect, test } from 'vitest';
import { BROWSER_AGENT, Secrets, VISITOR_ADDRESS } from './secrets.ts';

const KEY = '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG\n-----END PRIVATE KEY-----\n';
const secrets = new Secrets({
  SALT: 'a salt for tests',
  OCI_PRIVATE_KEY: KEY,
  OBJECT: 'counter.json',
});
secrets.addVisitorIds(new URL('http://127.0.0.1/counter?vid=v-12345678&token=a-wrong-token'));

describe('the look-out for secrets', () => {
  test.each(['a salt for tests', 'MIIEvQIBADANBgkqhkiG', 'v-12345678', 'a-wrong-token'])(
    'notices %s in answers and logs',
    (word) => {
      expect(() => secrets.expectNoneInAnswer(`{"x":"${word}"}`, 'an answer')).toThrow();
      expect(() => secrets.expectNoneInLog(`{"x":"${word}"}`, 'a log')).toThrow();
    },
  );

  test.each([VISITOR_ADDRESS, BROWSER_AGENT])('notices %s in logs', (word) => {
    expect(() => secrets.expectNoneInLog(word, 'a log')).toThrow();
  });

  test.each([
    'Error: oh no\n    at count (/app/func.js:1:2)',
    'TypeError',
    '404 BucketNotFound',
    'opc-request-id: 1',
    'connect ECONNREFUSED',
  ])('notices %j in answers', (words) => {
    expect(() => secrets.expectNoneInAnswer(words, 'an answer')).toThrow();
  });

  test('lets the counter speak', () => {
    const answers = ['{"ok":false,"error":"not-found"}', '{"ok":true,"count":1,"unique":1}'];
    for (const answer of answers) secrets.expectNoneInAnswer(answer, 'an answer');
    secrets.expectNoneInLog('{"level":"error","cause":"404 BucketNotFound"}', 'a log');
    secrets.expectNoneInAnswer('{"store":"unavailable: 401 NotAuthenticated"}', '/health?deep=1');
    expect(() => secrets.expectNoneInAnswer('a salt for tests', '/health?deep=1')).toThrow();
  });
});
