/**
 * The keys that may sign, and whom each stands for: API keys by their key id, and session tokens
 * (`ST$…`) of the emulator's own authority. Also reads the key file of a stand-alone emulator.
 */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as z from 'zod/mini';
import { GRANTS, type Grant } from './grants.ts';
import { IN_ENGLISH } from './problem-texts.ts';
import { textField } from './tenancy/resource.ts';
import type { Tenancy } from './tenancy/tenancy.ts';
import type { TokenAuthority } from './token-authority.ts';

export interface Principal {
  /** A user's key id, or a resource's OCID. */
  readonly name: string;
  /** Absent: may do everything. */
  readonly grants?: readonly Grant[] | undefined;
}

export type FoundKey =
  | { readonly kind: 'found'; readonly publicKey: KeyObject; readonly principal: Principal }
  | { readonly kind: 'unknown'; readonly reason: string };

const REGISTERED_KEY = z.strictObject({
  /** `tenancy/user/fingerprint` */
  keyId: z.string().check(z.regex(/^[^/\s]+\/[^/\s]+\/[0-9a-f:]+$/)),
  /** SPKI PEM. */
  publicKey: z.string(),
  grants: z.optional(GRANTS),
});

export type RegisteredKey = z.infer<typeof REGISTERED_KEY>;

const KEY_FILE = z.strictObject({ keys: z.array(REGISTERED_KEY) });

const TOKEN_PREFIX = 'ST$';

export class KeyRegistry {
  readonly #keys = new Map<string, FoundKey>();
  readonly #authority: TokenAuthority;
  readonly #tenancy: Tenancy;

  constructor(authority: TokenAuthority, tenancy: Tenancy) {
    this.#authority = authority;
    this.#tenancy = tenancy;
  }

  register(key: RegisteredKey): void {
    const { keyId, publicKey, grants } = REGISTERED_KEY.parse(key);
    this.#keys.set(keyId, {
      kind: 'found',
      publicKey: createPublicKey(publicKey),
      principal: { name: keyId, grants },
    });
  }

  find(keyId: string, nowMs: number): FoundKey {
    if (!keyId.startsWith(TOKEN_PREFIX)) {
      const found = this.#keys.get(keyId) ?? this.#findKeyOfUser(keyId);
      return found ?? unknown(`the key id ${keyId} is not registered`);
    }
    const token = this.#authority.parseToken(keyId.slice(TOKEN_PREFIX.length));
    if (token === undefined) return unknown('the session token is not from this authority');
    if (token.expiresAtMs <= nowMs) return unknown('the session token has expired');
    const { subject: name, publicKey } = token;
    const grants = token.grants ?? this.#tenancy.grantsOfFunction(name);
    return { kind: 'found', publicKey, principal: { name, grants } };
  }

  /** A key that somebody gave a user of the tenancy: its policies say what that one may do. */
  #findKeyOfUser(keyId: string): FoundKey | undefined {
    const uploaded = this.#tenancy.inventory.find('apikey', keyId);
    const key = uploaded === undefined ? undefined : this.#tenancy.asKnown(uploaded);
    if (key === undefined) return undefined;
    const grants = this.#tenancy.grantsOfUser(textField(key, 'userId'));
    const publicKey = createPublicKey(textField(key, 'keyValue'));
    return { kind: 'found', publicKey, principal: { name: keyId, grants } };
  }
}

function unknown(reason: string): FoundKey {
  return { kind: 'unknown', reason };
}

/** Reads `{"keys":[{"keyId","publicKey","grants"?}]}`; throws with every problem in it. */
export async function readKeyFile(path: string): Promise<readonly RegisteredKey[]> {
  const text = await readFile(path, 'utf8');
  const parsed = KEY_FILE.safeParse(JSON.parse(text), IN_ENGLISH);
  if (parsed.success) return parsed.data.keys;
  throw new Error(`The key file ${path} is not usable:\n${z.prettifyError(parsed.error)}`);
}
