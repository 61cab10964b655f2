/** Requests that fetch would refuse to send, or would mend: odd methods, paths, floods, hang-ups. */
import { once } from 'node:events';
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { BROWSER_AGENT } from './secrets.ts';

export interface RawRequest {
  readonly method?: string;
  /** Sent as it is, behind the prefix of the runtime. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
  /** Without a content-length. */
  readonly chunked?: boolean;
}

export interface RawAnswer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Throws when the connection ends without an answer. */
export async function sendRaw(base: string, raw: RawRequest): Promise<RawAnswer> {
  const { hostname, pathname, port } = new URL(base);
  const { body, chunked = false, headers, method = 'GET', path } = raw;
  const length = body === undefined || chunked ? {} : { 'content-length': Buffer.byteLength(body) };
  const outgoing = request({
    hostname,
    port,
    method,
    path: pathname.replace(/\/$/, '') + path,
    headers: { 'user-agent': BROWSER_AGENT, ...length, ...headers },
    agent: false,
  });
  // Who is refused in the middle of a body may find the connection closed under the rest of it.
  outgoing.on('error', () => undefined);
  outgoing.end(body);
  const [incoming] = await once(outgoing, 'response');
  const answer = { status: incoming.statusCode, headers: incoming.headers };
  return { ...answer, body: await text(incoming) };
}

/** Sends bytes as they are and leaves without waiting for the answer; resolves when it has left. */
export async function hangUp(base: string, bytes: string): Promise<void> {
  const { hostname, port } = new URL(base);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  await new Promise((resolve) => socket.write(bytes, resolve));
  socket.resetAndDestroy();
}
