/**
 * A throw-away authority that issues resource principal session tokens: the JWTs by which a Function
 * is known. As in OCI the token carries the session's public key (`jwk`, a string of JSON), and the
 * request is signed with the private half. Its key stays in the data folder, so that tokens outlive a
 * restart.
 */
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { EMULATOR_TENANCY_ID, mintKeyPair } from './api-key.ts';
import { writeFileAtomically } from './atomic-file.ts';
import { GRANT, type Grant } from './grants.ts';

/** Long enough for a local run left on for days; the real ones last minutes and are renewed. */
export const TOKEN_LIFETIME_MS = 30 * 24 * 60 * 60 * 1000;

const FUNCTION_ID = 'ocid1.fnfunc.oc1..emulator';

const CLAIMS = z.object({
  sub: z.string(),
  /** Unix seconds. */
  exp: z.number(),
  jwk: z.string(),
  grants: z.optional(z.array(GRANT)),
});

export interface SessionToken {
  readonly subject: string;
  readonly expiresAtMs: number;
  readonly publicKey: KeyObject;
  readonly grants?: readonly Grant[];
}

export class TokenAuthority {
  readonly #privateKey: KeyObject;
  readonly #publicKey: KeyObject;

  private constructor(privateKeyPem: string) {
    this.#privateKey = createPrivateKey(privateKeyPem);
    this.#publicKey = createPublicKey(privateKeyPem);
  }

  static async open(dataFolder: string): Promise<TokenAuthority> {
    const path = join(dataFolder, 'token-authority.pem');
    const kept = await readFile(path, 'utf8').catch(() => undefined);
    if (kept !== undefined) return new TokenAuthority(kept);
    const { privateKey } = await mintKeyPair();
    await mkdir(dataFolder, { recursive: true });
    await writeFileAtomically(path, Buffer.from(privateKey));
    return new TokenAuthority(privateKey);
  }

  /** A signed token for the holder of a key. */
  issue(publicKeyPem: string, nowMs: number, grants?: readonly Grant[]): string {
    const jwk = createPublicKey(publicKeyPem).export({ format: 'jwk' });
    const claims = {
      sub: FUNCTION_ID,
      iss: 'oci-emulator',
      ptype: 'resource',
      res_type: 'fnfunc',
      res_id: FUNCTION_ID,
      res_tenant: EMULATOR_TENANCY_ID,
      res_compartment: 'ocid1.compartment.oc1..emulator',
      iat: Math.floor(nowMs / 1000),
      exp: Math.floor((nowMs + TOKEN_LIFETIME_MS) / 1000),
      jwk: JSON.stringify({ ...jwk, kid: 'session', alg: 'RS256', use: 'sig' }),
      grants,
    };
    const content = `${encode({ alg: 'RS256', typ: 'JWT', kid: 'emulator' })}.${encode(claims)}`;
    const signature = sign('RSA-SHA256', Buffer.from(content), this.#privateKey);
    return `${content}.${signature.toString('base64url')}`;
  }

  /** The token's content, or nothing when this authority did not issue it. */
  parseToken(token: string): SessionToken | undefined {
    const [header = '', payload = '', signature = ''] = token.split('.');
    const content = Buffer.from(`${header}.${payload}`);
    const bytes = Buffer.from(signature, 'base64url');
    if (!verify('RSA-SHA256', content, this.#publicKey, bytes)) return undefined;
    const claims = CLAIMS.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
    return {
      subject: claims.sub,
      expiresAtMs: claims.exp * 1000,
      publicKey: createPublicKey({ key: JSON.parse(claims.jwk), format: 'jwk' }),
      ...(claims.grants === undefined ? {} : { grants: claims.grants }),
    };
  }
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
