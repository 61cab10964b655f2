/** What takes the place of an object: that version alone which the copy was made of. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { documentChange } from '../../cli/import-changes.ts';
import { onlyFrom } from '../../cli/replacement.ts';
import { keepCopy, MendedStore, type StoredObject } from '../../cli/stored-object.ts';
import { emptyDocument, parseDocument } from '../../shared/counter/document.ts';
import type { ETag } from '../../shared/ports.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'copies-'));
  vi.stubEnv('INIT_CWD', folder);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const RULES = { exactVisitorsMax: 10 };
const damaged = (text: string): StoredObject => ({
  bytes: Buffer.from(text),
  etag: 'copied' as ETag,
  content: { kind: 'damaged', problem: 'it is not JSON' },
});

test('copies of the same second have names of their own, and keep every byte', async () => {
  const bytes = Uint8Array.of(0xff, 0x00, 0xfe);
  const paths = [1, 2, 3].map(() => keepCopy({ ...damaged(''), bytes }, 1_795_600_000_000));
  expect(new Set(paths).size).toBe(3);
  expect(await readdir(folder)).toHaveLength(3);
  for (const path of paths) expect(new Uint8Array(await readFile(path))).toEqual(bytes);
});

test('only the version that was copied reads as an empty document', async () => {
  const found = { body: 'not json', etag: 'copied' as ETag, modifiedAtMs: 1_000 };
  let object = found;
  const store = new MendedStore(
    {
      read: async () => ({ kind: 'found', object }),
      write: async () => ({ kind: 'conflict' }),
    },
    damaged('not json'),
    RULES,
  );
  const { signal } = new AbortController();
  const mended = await store.read(signal);
  if (mended.kind !== 'found') throw new Error(mended.kind);
  expect(mended.object).toMatchObject({ etag: 'copied', modifiedAtMs: 1_000 });
  expect(parseDocument(mended.object.body, RULES)).toEqual(
    parseDocument(
      JSON.stringify({ pageviews: 0, requests: { month: '1970-01', count: 0 } }),
      RULES,
    ),
  );
  object = { ...found, etag: 'later' as ETag };
  expect(await store.read(signal)).toEqual({ kind: 'found', object });
});

const NOW_MS = Date.UTC(2026, 10, 25);

test('an empty document carries the marks, the claim and the requests of the one before', () => {
  const before = parseDocument(
    JSON.stringify({
      pageviews: 40,
      writers: { 'some-writer': [7, 40, 0, 1] },
      requests: { month: '2026-11', count: 12 },
    }),
    RULES,
  );
  const applied = documentChange(emptyDocument(RULES), true, NOW_MS).apply(before, undefined);
  if (applied.kind !== 'write') throw new Error(applied.kind);
  const { pageviews, requests, writers } = applied.document;
  expect({ pageviews, requests }).toEqual({ pageviews: 0, requests: before.requests });
  expect(writers).toEqual(before.writers);
});

test('views that came after the copy are not replaced', () => {
  const copied = parseDocument('{"pageviews":40}', RULES);
  const stored: StoredObject = { ...damaged(''), content: { kind: 'document', document: copied } };
  const change = onlyFrom(stored, documentChange(emptyDocument(RULES), true, NOW_MS));
  expect(change.apply(copied, undefined)).toMatchObject({ kind: 'write' });
  const later = { ...copied, pageviews: 41 };
  expect(() => change.apply(later, undefined)).toThrow('views were counted meanwhile');
});
