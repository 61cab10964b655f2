/**
 * A throw-away authority that issues resource principal session tokens: the JWTs by which a Function
 * is known. As in OCI the token carries the session's public key (`jwk`, a string of JSON), and the
 * request is signed with the private half. Its key stays in the data folder, so that tokens outlive a
 * restart.
 */
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod/mini';
import { EMULATOR_TENANCY_ID, mintKeyPair } from './api-key.ts';
import { writeFileAtomically } from './atomic-file.ts';
import { GRANTS, type Grant } from './grants.ts';

/** Long enough for a local run left on for days; the real ones last minutes and are renewed. */
export const TOKEN_LIFETIME_MS = 30 * 24 * 60 * 60 * 1000;

const FUNCTION_ID = 'ocid1.fnfunc.oc1..emulator';

const CLAIMS = z.object({
  sub: z.string(),
  /** Unix seconds. */
  exp: z.number(),
  jwk: z.string(),
  grants: z.optional(GRANTS),
});

export interface SessionToken {
  readonly subject: string;
  readonly expiresAtMs: number;
  readonly publicKey: KeyObject;
  readonly grants: readonly Grant[] | undefined;
}

/** Whose token it is. Without either it may do everything. */
export interface TokenClaims {
  readonly grants?: readonly Grant[] | undefined;
  /** A Function of the tenancy: its policies say what it may do. */
  readonly called?: { readonly id: string; readonly compartmentId: string };
}

interface AuthorityKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export class TokenAuthority {
  readonly #path: string;
  /** Absent until the first token is issued: most tests need none, and making a key is slow. */
  #key: AuthorityKey | undefined;
  #making: Promise<AuthorityKey> | undefined;

  private constructor(path: string, key: AuthorityKey | undefined) {
    this.#path = path;
    this.#key = key;
  }

  static async open(dataFolder: string): Promise<TokenAuthority> {
    const path = join(dataFolder, 'token-authority.pem');
    const kept = await readFile(path, 'utf8').catch(() => undefined);
    return new TokenAuthority(path, kept === undefined ? undefined : keyOf(kept));
  }

  /** A signed token for the holder of a key. */
  async issue(
    publicKeyPem: string,
    nowMs: number,
    { called, grants }: TokenClaims = {},
  ): Promise<string> {
    const { privateKey } = await this.#ownKey();
    const jwk = createPublicKey(publicKeyPem).export({ format: 'jwk' });
    const claims = {
      sub: called?.id ?? FUNCTION_ID,
      iss: 'oci-emulator',
      ptype: 'resource',
      res_type: 'fnfunc',
      res_id: called?.id ?? FUNCTION_ID,
      res_tenant: EMULATOR_TENANCY_ID,
      res_compartment: called?.compartmentId ?? 'ocid1.compartment.oc1..emulator',
      iat: Math.floor(nowMs / 1000),
      exp: Math.floor((nowMs + TOKEN_LIFETIME_MS) / 1000),
      jwk: JSON.stringify({ ...jwk, kid: 'session', alg: 'RS256', use: 'sig' }),
      grants,
    };
    const content = `${encode({ alg: 'RS256', typ: 'JWT', kid: 'emulator' })}.${encode(claims)}`;
    const signature = sign('RSA-SHA256', Buffer.from(content), privateKey);
    return `${content}.${signature.toString('base64url')}`;
  }

  /** The token's content, or nothing when this authority did not issue it. */
  parseToken(token: string): SessionToken | undefined {
    if (this.#key === undefined) return undefined;
    const [header = '', payload = '', signature = ''] = token.split('.');
    const content = Buffer.from(`${header}.${payload}`);
    const bytes = Buffer.from(signature, 'base64url');
    if (!verify('RSA-SHA256', content, this.#key.publicKey, bytes)) return undefined;
    const claims = CLAIMS.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
    return {
      subject: claims.sub,
      expiresAtMs: claims.exp * 1000,
      publicKey: createPublicKey({ key: JSON.parse(claims.jwk), format: 'jwk' }),
      grants: claims.grants,
    };
  }

  async #ownKey(): Promise<AuthorityKey> {
    if (this.#key !== undefined) return this.#key;
    this.#making ??= this.#makeKey();
    return await this.#making;
  }

  async #makeKey(): Promise<AuthorityKey> {
    const { privateKey } = await mintKeyPair();
    await mkdir(dirname(this.#path), { recursive: true });
    await writeFileAtomically(this.#path, Buffer.from(privateKey));
    this.#key = keyOf(privateKey);
    return this.#key;
  }
}

function keyOf(privateKeyPem: string): AuthorityKey {
  return {
    privateKey: createPrivateKey(privateKeyPem),
    publicKey: createPublicKey(privateKeyPem),
  };
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
