/** A visit, and how a visitor id becomes the hash that is stored. Nothing else of a person is kept. */

import type { DayNumber } from './calendar.ts';
import type { PageName } from './page-name.ts';
import type { SourceName } from './source-name.ts';
import type { NO_NAME } from './top-table.ts';

declare const brand: unique symbol;

/** Lowercase hex SHA-256 (64 characters) of `SALT + ":" + vid` in UTF-8, as the old function stored it. */
export type VisitorHash = string & { readonly [brand]: 'VisitorHash' };

/** What a view names; each is absent where nothing was given, and NO_NAME where what was given is no name. */
export interface ViewNames {
  readonly page?: PageName | typeof NO_NAME;
  readonly source?: SourceName | typeof NO_NAME;
}

export interface Visit extends ViewNames {
  /** When it arrived: Unix milliseconds by the clock of whoever took it. */
  readonly atMs: number;
  /** The owner's day then; absent where that is the day of UTC. */
  readonly day?: DayNumber;
  /** Absent when nobody is recognised: the view counts, no visitor does. */
  readonly visitor?: VisitorHash;
  /** Where SALT was given with a line break at its end: the same visitor, hashed without it. */
  readonly trimmed?: { readonly visitor: VisitorHash; readonly saltFingerprint: string };
  /** Other pages whose views are told with the totals; nothing of them is counted or kept. */
  readonly show?: readonly PageName[];
}

/** Who visits. Empty when nobody is recognised. */
export type Visitor = Pick<Visit, 'visitor' | 'trimmed'>;

export interface Salts {
  readonly salt: string;
  /** With the line break at its end, where it was given with one. */
  readonly saltAsGiven?: string;
}

const VISITOR_HASH = /^[0-9a-f]{64}$/;

export function isVisitorHash(value: unknown): value is VisitorHash {
  return typeof value === 'string' && VISITOR_HASH.test(value);
}

export async function hashVisitor(salt: string, vid: string): Promise<VisitorHash> {
  return (await sha256Hex(`${salt}:${vid}`)) as VisitorHash;
}

/** A hash by each SALT that the document may have been counted with. */
export async function identifyVisitor(vid: string, { salt, saltAsGiven }: Salts): Promise<Visitor> {
  const visitor = await hashVisitor(salt, vid);
  if (saltAsGiven === undefined) return { visitor };
  const trimmed = { visitor, saltFingerprint: await saltFingerprint(salt) };
  return { visitor: await hashVisitor(saltAsGiven, vid), trimmed };
}

/** The visit as a document knows it that holds the fingerprint `salt`; without one it is yet to begin. */
export function visitIn(salt: string | undefined, { trimmed, ...visit }: Visit): Visit {
  const isTrimmed = salt === undefined || salt === trimmed?.saltFingerprint;
  return trimmed !== undefined && isTrimmed ? { ...visit, visitor: trimmed.visitor } : visit;
}

/** As it counts while PAGES is off. */
export function visitWithoutNames({ page: _, source: __, ...visit }: Visit): Visit {
  return visit;
}

/**
 * Sixteen bits that tell one SALT from another (4 hex characters): a second SALT would count every
 * visitor twice. So few bits help nobody who guesses at the SALT itself.
 */
export async function saltFingerprint(salt: string): Promise<string> {
  return (await sha256Hex(`fingerprint of ${salt}`)).slice(0, 4);
}

async function sha256Hex(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  let hex = '';
  for (const byte of new Uint8Array(digest)) hex += HEX_OF_BYTE[byte];
  return hex;
}

/** A table: spelling 32 numbers anew costs a visit almost as much as the digest does. */
const HEX_OF_BYTE = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
