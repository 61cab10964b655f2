/**
 * A stand-in for OCI API Gateway and the Fn platform: HTTP in front, the built Function behind, each
 * request a `POST /call` as fn-http headers have it. On node:http, so that nothing lies between the
 * bytes of a client and those of the Function: no header added, merged or dropped by a framework.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { closeServer, listenOnLoopback } from '../loopback-server.ts';
import { callOf, invocationOf } from './fn-call.ts';
import { CALL_TIMEOUT_MS, type FnOutcome, FnPool } from './fn-pool.ts';
import type { FnAnswer } from './fn-process.ts';

/** The largest request that API Gateway hands to a Function. */
const BODY_BYTES_MAX = 6 * 1024 * 1024;

/** Half of what the FDK's server takes: on the way the gateway's own headers and prefixes join. */
const HEADER_BYTES_MAX = 8 * 1024;

const CONTAINERS_MAX_DEFAULT = 2;

export interface GatewayOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** The built bundle, such as `dist/function/func.js`. */
  readonly functionPath: string;
  readonly env: Readonly<Record<string, string>>;
  /** The deployment's path prefix, such as `/v1`; requests outside it are 404. Default: none. */
  readonly prefix?: string;
  readonly containersMax?: number;
  /** Default 60 s, as func.yaml asks for. */
  readonly timeoutMs?: number;
  readonly onOutput?: (text: string) => void;
}

export interface Gateway {
  /** With the prefix, such as `http://127.0.0.1:8788/v1`. */
  readonly url: string;
  /** Of the containers that are alive. */
  processIds(): readonly number[];
  /** `fn invoke`: the body alone, no HTTP request around it. */
  invoke(body: string | Uint8Array): Promise<FnOutcome>;
  /** Kills the containers, frees the port and removes the temporary folders. */
  close(): Promise<void>;
}

/** Resolves when the first container is up. Throws, with what to do, when the port is taken. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { port, functionPath, env, prefix = '', onOutput = () => undefined } = options;
  const { containersMax = CONTAINERS_MAX_DEFAULT, timeoutMs = CALL_TIMEOUT_MS } = options;
  const pool = new FnPool({ functionPath, env, onOutput, containersMax, timeoutMs });
  const server = createServer({ maxHeaderSize: HEADER_BYTES_MAX }, (request, response) => {
    void forward(pool, prefix, timeoutMs, request, response).catch(() => response.destroy());
  });
  const boundPort = await listenOnLoopback(server, port);
  try {
    await pool.warmUp();
  } catch (error) {
    await closeServer(server);
    throw error;
  }
  return {
    url: `http://127.0.0.1:${boundPort}${prefix}`,
    processIds: () => pool.processIds(),
    invoke: (body) => pool.call(invocationOf(Buffer.from(body), deadline(timeoutMs))),
    async close() {
      await Promise.all([closeServer(server), pool.close()]);
    },
  };
}

async function forward(
  pool: FnPool,
  prefix: string,
  timeoutMs: number,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!`${request.url}/`.startsWith(`${prefix}/`) && !request.url?.startsWith(`${prefix}?`)) {
    return refuse(response, 404, 'Not Found');
  }
  const body = await readBody(request);
  if (body === undefined) return refuse(response, 413, 'Payload Too Large');
  const outcome = await pool.call(callOf(request, body, deadline(timeoutMs)));
  if (outcome.kind === 'busy') return refuse(response, 429, 'Too Many Requests');
  if (outcome.kind === 'timeout') return refuse(response, 504, 'Gateway Timeout');
  if (outcome.kind === 'failed') return refuse(response, 502, 'Bad Gateway');
  relay(outcome.answer, response);
}

function deadline(timeoutMs: number): Date {
  return new Date(Date.now() + timeoutMs);
}

/** Undefined when it is too large. Throws when the client hangs up: nothing was forwarded yet. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Not destroyed when we leave early: the client could not read why it was refused.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    length += chunk.byteLength;
    if (length > BODY_BYTES_MAX) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const ANSWER_PREFIX = 'fn-http-h-';

/** The FDK always answers 200; anything else is its own refusal, not the Function's answer. */
function relay(answer: FnAnswer, response: ServerResponse): void {
  if (answer.status === 431) {
    refuse(response, 431, 'Request Header Fields Too Large');
  } else if (answer.status === 200) {
    const status = Number(answer.headers['fn-http-status'] ?? 200);
    response.writeHead(status, clientHeaders(answer)).end(answer.body);
  } else {
    refuse(response, 502, 'Bad Gateway');
  }
}

function clientHeaders({ headers }: FnAnswer): Record<string, string | string[]> {
  const own: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    if (name === 'content-type') own[name] = value;
    if (name.startsWith(ANSWER_PREFIX)) own[name.slice(ANSWER_PREFIX.length)] = value;
  }
  return own;
}

/** In API Gateway's own words: `{"code":…,"message":…}`. */
function refuse(response: ServerResponse, status: number, message: string): void {
  const text = JSON.stringify({ code: status, message });
  response.writeHead(status, { 'content-type': 'application/json' }).end(text);
}
