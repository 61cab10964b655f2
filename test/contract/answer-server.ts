/** Answers as no emulator would: whatever a test says, on a loopback port, until the test ends. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface AnswerServer {
  readonly url: string;
  /** Method and path of each request so far. */
  readonly requests: readonly string[];
}

export async function startAnswerServer(
  answer: (response: ServerResponse, request: IncomingMessage) => void,
): Promise<AnswerServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    request.resume().on('end', () => answer(response, request));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, requests };
}
