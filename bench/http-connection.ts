/**
 * One kept-open HTTP/1.1 connection that sends a GET at a time and tells the status. Written on the bare
 * socket, since a client that takes half of the machine would measure itself. Knows the answers with a
 * length and those in chunks; whatever else comes, or a connection that breaks, is no answer.
 */
import { connect, type Socket } from 'node:net';

/** Longer than any counter takes to give up. */
const ANSWER_MS_MAX = 20_000;

export class HttpConnection {
  readonly #host: string;
  readonly #port: number;
  #socket: Socket | undefined;
  #received = '';
  #answer: ((status: number | undefined) => void) | undefined;

  constructor({ hostname, port }: URL) {
    this.#host = hostname;
    this.#port = Number(port);
  }

  /** Resolves once the whole answer is here, or with undefined when there is none. Never throws. */
  get(path: string, userAgent: string): Promise<number | undefined> {
    this.#socket ??= this.#open();
    this.#socket.write(
      `GET ${path} HTTP/1.1\r\nhost: ${this.#host}:${this.#port}\r\nuser-agent: ${userAgent}\r\n\r\n`,
    );
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  }

  close(): void {
    this.#socket?.destroy();
  }

  #open(): Socket {
    const socket = connect(this.#port, this.#host).setNoDelay(true).setEncoding('latin1');
    socket.setTimeout(ANSWER_MS_MAX, () => socket.destroy());
    socket.on('data', (text: unknown) => {
      this.#received += text;
      const status = statusOfWhole(this.#received);
      if (status !== undefined) this.#settle(status);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (this.#socket === socket) this.#socket = undefined;
      this.#settle(undefined);
    });
    return socket;
  }

  #settle(status: number | undefined): void {
    this.#received = '';
    this.#answer?.(status);
    this.#answer = undefined;
  }
}

/** The status of an answer that is here in full; undefined as long as something is missing. Pure. */
export function statusOfWhole(received: string): number | undefined {
  const headEnd = received.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const head = received.slice(0, headEnd);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  const bodyLength = received.length - headEnd - 4;
  const isWhole =
    length === undefined ? received.endsWith('\r\n0\r\n\r\n') : bodyLength >= Number(length);
  return isWhole ? Number(head.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length)) : undefined;
}
