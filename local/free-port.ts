/** Asks for a port before anything is started, so that a taken one leaves nothing behind. */
import { createServer } from 'node:net';

export type PortTrouble = 'taken' | 'forbidden';

export async function findPortTrouble(port: number): Promise<PortTrouble | undefined> {
  const server = createServer();
  const trouble = await new Promise<PortTrouble | undefined>((resolve) => {
    server.once('error', ({ code }: NodeJS.ErrnoException) => {
      resolve(code === 'EACCES' ? 'forbidden' : 'taken');
    });
    server.listen(port, '127.0.0.1', () => resolve(undefined));
  });
  if (trouble === undefined) await new Promise((resolve) => server.close(resolve));
  return trouble;
}

export async function isPortFree(port: number): Promise<boolean> {
  return (await findPortTrouble(port)) === undefined;
}
