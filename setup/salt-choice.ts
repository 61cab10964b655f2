/**
 * Which SALT a Worker gets that has none: never another one than the document was counted with, since every
 * visitor in it would count again. Pure but for the digest.
 */
import type { CounterDocument } from '../shared/counter/document.ts';
import { saltFingerprint } from '../shared/counter/visit.ts';
import { DEFAULT_SALT } from '../shared/settings/settings-schema.ts';

export interface SaltSources {
  /** Undefined when there is none. */
  readonly document: Pick<CounterDocument, 'pageviews' | 'salt'> | undefined;
  /** From the environment, the owner's copy, or another runtime: the first that fits is taken. */
  readonly candidates: readonly string[];
  /** The old function's configuration; `salt` is undefined where it sets none. */
  readonly oldFunction: { readonly salt: string | undefined } | undefined;
}

export type SaltChoice =
  | { readonly kind: 'use'; readonly salt: string; readonly why: string }
  | { readonly kind: 'make' }
  /** Only its owner can know it. */
  | { readonly kind: 'ask'; readonly why: string }
  | { readonly kind: 'stop'; readonly why: string };

export async function chooseSalt(sources: SaltSources): Promise<SaltChoice> {
  const { candidates, document, oldFunction } = sources;
  const [first] = candidates;
  if (document?.salt !== undefined) {
    const { salt: wanted } = document;
    const known = [...candidates, ...(oldFunction === undefined ? [] : [oldFunction.salt])];
    const salt = await firstOf(
      known.map((text) => text ?? DEFAULT_SALT),
      wanted,
    );
    if (salt !== undefined) return { kind: 'use', salt, why: 'the document has its fingerprint' };
    return first === undefined
      ? { kind: 'ask', why: `the document was counted with the SALT of the fingerprint ${wanted}` }
      : {
          kind: 'stop',
          why: `the document has the fingerprint ${wanted} of another SALT than the one given`,
        };
  }
  if (document === undefined || document.pageviews === 0) {
    return first === undefined ? { kind: 'make' } : { kind: 'use', salt: first, why: 'as given' };
  }
  if (oldFunction !== undefined) {
    const { salt } = oldFunction;
    const why = salt === undefined ? 'the old function sets none' : 'the old function has it';
    return { kind: 'use', salt: salt ?? DEFAULT_SALT, why };
  }
  if (first !== undefined) return { kind: 'use', salt: first, why: 'as given' };
  return {
    kind: 'ask',
    why: 'the document has views, and does not tell with which SALT they were counted',
  };
}

async function firstOf(texts: readonly string[], wanted: string): Promise<string | undefined> {
  for (const text of texts) {
    if ((await saltFingerprint(text)) === wanted) return text;
  }
  return undefined;
}
