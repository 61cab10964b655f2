/** Visitor ids that are none: refused, and nothing counts. Blank ones are no id at all. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { countedBy, expectRefusal, totalsIn, writeThrough } from './answers.ts';
import type { Runtime, RuntimeKind } from './runtimes.ts';
import { BROWSER_AGENT, VISITOR_ADDRESS } from './secrets.ts';

const VID = randomUUID();

const REFUSED: readonly (readonly [string, string])[] = [
  ['seven characters', 'vid=1234567'],
  ['65 characters', `vid=${'a'.repeat(65)}`],
  ['5,000 characters', `vid=${'a'.repeat(5_000)}`],
  ['a space inside', 'vid=12345+6789'],
  ['markup', 'vid=%3Cscript%3Ealert(1)%3C/script%3E'],
  ['letters of another alphabet', 'vid=%D0%BF%D0%BE%D1%81%D0%B5%D1%82%D0%B8'],
  ['a zero byte', 'vid=12345678%00'],
  ['a line break inside', 'vid=12345678%0Ax'],
  ['half of a percent escape', 'vid=12345678%E0%A4%A'],
  ['a lone percent sign', 'vid=12345678%'],
  ['a path', 'vid=../../etc/passwd'],
  ['SQL', "vid=x'%20OR%20'1'='1"],
  ['JSON', 'vid=%7B%22$gt%22:%22%22%7D'],
  ['a repetition', `vid=${VID}&vid=${VID}`],
  ['a repetition with a blank', `vid=${VID}&vid=`],
  ['two blanks', 'vid=&vid='],
];

const IGNORED: readonly (readonly [string, string])[] = [
  ['absent', ''],
  ['empty', 'vid='],
  ['without a value', 'vid'],
  ['blank', 'vid=%20%20+%09'],
  ['written with capitals', `VID=${VID}`],
  ['an array', `vid[]=${VID}`],
];

export function describeVisitorIds(kind: RuntimeKind, runtime: () => Runtime): void {
  describe(`visitor ids on the ${kind.name}`, () => {
    test.each(REFUSED)('of %s are refused, and nothing counts', async (_, query) => {
      const counted = await countedBy(runtime(), async () => {
        await expectRefusal(runtime().fetch(`/counter?${query}`), 'invalid-vid');
        await expectRefusal(
          runtime().fetch(`/counter?${query}`, { method: 'POST' }),
          'invalid-vid',
        );
      });
      expect(counted).toBe(0);
    });

    const form = (body: string, type = 'application/x-www-form-urlencoded') => ({
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });

    test('may come in the body of a form, so that none stands in an address', async () => {
      const { fetch } = runtime();
      const { unique } = await totalsIn(fetch('/counter', form(`vid=${randomUUID()}`)));
      const vid = randomUUID();
      const first = await totalsIn(fetch('/counter', form(`vid=${vid}`)));
      expect(first.unique).toBe(unique + 1);
      const type = 'Application/X-WWW-Form-Urlencoded; charset=UTF-8';
      expect((await totalsIn(fetch('/counter', form(`vid=${vid}`, type)))).unique).toBe(unique + 1);
      expect((await totalsIn(fetch(`/counter?vid=${vid}`))).unique).toBe(unique + 1);
    });

    test.each(REFUSED)('of %s are refused in a form, and nothing counts', async (_, body) => {
      const counted = await countedBy(runtime(), () =>
        expectRefusal(runtime().fetch('/counter', form(body)), 'invalid-vid'),
      );
      expect(counted).toBe(0);
    });

    test('in query and form at once are refused, also where they are the same', async () => {
      const counted = await countedBy(runtime(), () =>
        expectRefusal(runtime().fetch(`/counter?vid=${VID}`, form(`vid=${VID}`)), 'invalid-vid'),
      );
      expect(counted).toBe(0);
    });

    test.each([
      ['JSON', 'application/json', '{"vid":"not even looked at"}'],
      ['text', 'text/plain', `vid=${VID}`],
      ['a form of parts', 'multipart/form-data; boundary=x', 'vid=!'],
    ])('are not looked for in a body of %s', async (_, type, body) => {
      const { fetch } = runtime();
      const { count, unique } = await totalsIn(fetch('/totals'));
      expect(await totalsIn(fetch('/counter', form(body, type)))).toMatchObject({
        count: count + 1,
        unique,
      });
    });

    test('in a form that is too large are refused', async () => {
      const counted = await countedBy(runtime(), () =>
        expectRefusal(
          runtime().fetch('/counter', form(`x=${'y'.repeat(66_000)}&vid=${VID}`)),
          'too-large',
        ),
      );
      expect(counted).toBe(0);
    });

    test.each(IGNORED)('%s in a form leave a view by nobody known', async (_, body) => {
      const { fetch } = runtime();
      const before = await totalsIn(fetch('/totals'));
      expect(await totalsIn(fetch('/counter', form(body)))).toMatchObject({
        count: before.count + 1,
        unique: before.unique,
      });
    });

    test.each(IGNORED)('%s leave a view by nobody known', async (_, query) => {
      const { fetch } = runtime();
      const before = await totalsIn(fetch('/totals'));
      expect(await totalsIn(fetch(`/counter?${query}`))).toMatchObject({
        count: before.count + 1,
        unique: before.unique,
      });
    });

    test('that are malformed are not even looked at, when the visitor asks for privacy', async () => {
      const { fetch } = runtime();
      const { count, unique } = await totalsIn(fetch('/totals'));
      const response = fetch('/counter?vid=!&vid=!', { headers: { 'sec-gpc': '1' } });
      expect(await totalsIn(response)).toMatchObject({ count: count + 1, unique });
    });

    test('with blanks around them are the id inside', async () => {
      const { fetch } = runtime();
      const { unique } = await totalsIn(fetch(`/counter?vid=${VID}`));
      expect((await totalsIn(fetch(`/counter?vid=%20${VID}%20`))).unique).toBe(unique);
    });

    test('are never stored, nor what else tells of a person', async () => {
      const { fetch, store } = runtime();
      const vid = randomUUID();
      await totalsIn(fetch(`/counter?vid=${vid}`));
      await writeThrough(runtime());
      const { text } = await store.read();
      expect(text).toContain('"pageviews":');
      for (const personal of [vid, VID, VISITOR_ADDRESS, BROWSER_AGENT]) {
        expect(text).not.toContain(personal);
      }
    });
  });
}
