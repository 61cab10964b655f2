/** A server's life on 127.0.0.1: the port it gets, what to do when that is taken, and its end. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Returns the port: 0 takes any free one. Throws an error that says what to do when it is taken. */
export async function listenOnLoopback(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') return reject(error);
      const advice = 'stop what listens there, or choose another (0 takes any free one)';
      reject(new Error(`Port ${port} on 127.0.0.1 is taken: ${advice}.`, { cause: error }));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** Cuts what is under way. */
export async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
