/**
 * The private key as people manage to paste it, for all runtimes: in quotes, with `\n`, spaces or CRLF
 * where lines broke, with text around it. Says what it is no key for; shows nothing of it. Pure.
 */

export interface PrivateKeyText {
  /** `PRIVATE KEY` is PKCS#8, `RSA PRIVATE KEY` is PKCS#1. */
  readonly label: 'PRIVATE KEY' | 'RSA PRIVATE KEY';
  /** The DER, without a blank in it. */
  readonly base64: string;
}

const PEM =
  /-----BEGIN ((?:RSA )?PRIVATE KEY)-----([A-Za-z0-9+/=\s]+)-----END ((?:RSA )?PRIVATE KEY)-----/;
const LINE_CHARACTERS = /.{1,64}/g;

/** Undefined when there is no whole key in it, or one with a passphrase. */
export function parsePrivateKey(text: string): PrivateKeyText | undefined {
  // An escape that was escaped again has two backslashes.
  const spaced = text.replace(/\\+[rn]/g, '\n').replace(/\s+/g, ' ');
  const [, label, body = '', end] = PEM.exec(spaced) ?? [];
  const base64 = body.replaceAll(' ', '');
  if (label !== end || base64 === '') return undefined;
  return { label: label === 'PRIVATE KEY' ? label : 'RSA PRIVATE KEY', base64 };
}

/** Lines of 64 characters, as RFC 7468 has them: the one form that every library reads. */
export function toPem({ label, base64 }: PrivateKeyText): string {
  const lines = base64.match(LINE_CHARACTERS) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`].join('\n');
}
