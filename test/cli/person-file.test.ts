/** Files as editors of all systems write them, named from where a person stands. */
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { decodeText, personPath } from '../../cli/person-file.ts';
import { parseSettingsFile } from '../../cli/settings-file.ts';

const TEXT = 'SALT=größer\r\nBUCKET=numbers\r\n';
const utf16 = (text: string) => Buffer.from(text, 'utf16le');

test.each([
  ['UTF-8', Buffer.from(TEXT)],
  ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${TEXT}`)],
  ['UTF-16 with a byte order mark', utf16(`\uFEFF${TEXT}`)],
  ['UTF-16 of the other byte order', utf16(`\uFEFF${TEXT}`).swap16()],
  ['UTF-16 without a byte order mark', utf16(TEXT)],
  ['UTF-16 of the other byte order, without a mark', utf16(TEXT).swap16()],
  ['line breaks of old Macs', Buffer.from(TEXT.replaceAll('\r\n', '\r'))],
])('reads %s', (_, bytes) => {
  const text = decodeText(bytes);
  expect(text).toBe('SALT=größer\nBUCKET=numbers\n');
  const { values, warnings } = parseSettingsFile(text, 'my.env');
  expect({ ...values }).toEqual({ SALT: 'größer', BUCKET: 'numbers' });
  expect(warnings).toEqual([]);
});

test('reads an empty file, and none that is no text', () => {
  expect(decodeText(new Uint8Array())).toBe('');
  expect(() => decodeText(Uint8Array.of(0x53, 0xe4, 0x54))).toThrow(TypeError);
});

test.each([
  ['SALTT=x', 'my.env: SALTT is no setting: did you mean SALT?'],
  ['salt=x', 'my.env: salt is no setting: did you mean SALT?'],
  ['REPORT_TOKNE=x', 'my.env: REPORT_TOKNE is no setting: did you mean REPORT_TOKEN?'],
  ['EDITOR=x', 'my.env: EDITOR is no setting'],
  ['BUCKET=numbers\nSALT: x', 'my.env: SALT is not read: write SALT=value'],
  ['SALT\nBUCKET=numbers', 'my.env: SALT is not read: write SALT=value'],
])('names what is no setting in %j', (line, warning) => {
  expect(parseSettingsFile(line, 'my.env').warnings).toEqual([warning]);
});

test('goes from the folder in which npm was called', () => {
  expect(personPath('here.json', { INIT_CWD: '/home/ada' })).toBe(join('/home/ada', 'here.json'));
  expect(personPath('/tmp/there.json', { INIT_CWD: '/home/ada' })).toBe('/tmp/there.json');
  expect(personPath('here.json', {})).toBe(resolve('here.json'));
});
