/** The client's connection, where a fault does to it what no answer can. */
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';

export class Connection {
  readonly #bindings: HttpBindings;

  constructor(bindings: HttpBindings) {
    this.#bindings = bindings;
  }

  /** The caller sees its connection closed, and no byte of an answer. */
  cut(): Response {
    this.#bindings.incoming.socket.destroy();
    return RESPONSE_ALREADY_SENT;
  }

  /** Announces the whole body, sends half of it, and closes. */
  async sendHalf(response: Response): Promise<Response> {
    const { outgoing, incoming } = this.#bindings;
    const body = new Uint8Array(await response.arrayBuffer());
    const headers = Object.fromEntries(response.headers);
    outgoing.writeHead(response.status, { ...headers, 'content-length': body.byteLength });
    const half = body.subarray(0, Math.floor(body.byteLength / 2));
    await new Promise<void>((resolve) => outgoing.write(half, () => resolve()));
    incoming.socket.destroySoon();
    return RESPONSE_ALREADY_SENT;
  }
}
