/** Puts a fetch handler on a port of 127.0.0.1, and takes it off again without losing answers. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';

export interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

/** How long a close waits for answers under way; then their connections are cut. */
const CLOSE_GRACE_MS = 2_000;

type FetchHandler = (request: Request, bindings: HttpBindings) => Response | Promise<Response>;

export async function listen(fetch: FetchHandler, port: number): Promise<Listener> {
  const server = createAdaptorServer({
    fetch: (request, bindings) => fetch(request, bindings as HttpBindings),
    // The adaptor's faster Response would replace the one of whoever starts the emulator in a test.
    overrideGlobalObjects: false,
    createServer,
  }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(explain(error, port)));
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () => close(server),
  };
}

function explain(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code !== 'EADDRINUSE') return error;
  return new Error(
    `Port ${port} on 127.0.0.1 is taken: stop what listens there, or choose another (0 takes any free one).`,
    { cause: error },
  );
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const grace = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
  await closed;
  clearTimeout(grace);
}
