/** Oracle's FDK in this process, with the bridge in it, until the test ends. */
/// <reference path="../../function/fdk.d.ts" />
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import fdk from '@fnproject/fdk';
import { onTestFinished, vi } from 'vitest';
import { type App, fnBridge } from '../../function/fn-bridge.ts';
import type { Log } from '../../shared/ports.ts';
import { SILENT } from '../doubles/silent-log.ts';

export interface FdkAnswer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface FdkServer {
  /** The platform's call. */
  call(headers: Readonly<Record<string, readonly string[]>>, body?: Buffer): Promise<FdkAnswer>;
}

export async function startFdk(fetch: App['fetch'], log: Log = SILENT): Promise<FdkServer> {
  const folder = await mkdtemp(join(tmpdir(), 'fdk-'));
  const socketPath = join(folder, 'x.sock');
  vi.stubEnv('FN_FORMAT', 'http-stream');
  vi.stubEnv('FN_LISTENER', `unix:${socketPath}`);
  const close = fdk.handle(fnBridge({ fetch }, log), { inputMode: 'buffer' });
  onTestFinished(async () => {
    close();
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true, force: true });
  });
  return {
    async call(headers, body = Buffer.alloc(0)) {
      const outgoing = request({
        // The FDK listens here before it says so by a link, and binds as it is started.
        socketPath: `${socketPath}.tmp`,
        method: 'POST',
        path: '/call',
        headers: { ...headers, 'content-length': body.byteLength },
        agent: false,
      });
      outgoing.end(body);
      const [incoming] = await once(outgoing, 'response');
      return {
        status: incoming.statusCode,
        headers: incoming.headers,
        body: await buffer(incoming),
      };
    },
  };
}
