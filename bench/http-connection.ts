/**
 * One kept-open HTTP/1.1 connection that sends a GET at a time and tells the status, and whether to try again. Written on the bare
 * socket, since a client that takes half of the machine would measure itself. Knows the answers with a
 * length and those in chunks; whatever else comes, or a connection that breaks, is no answer.
 */
import { connect, type Socket } from 'node:net';

export interface Answer {
  readonly status: number;
  /** Has a `Retry-After`. */
  readonly mayRetry: boolean;
}

/** Longer than any counter takes to give up. */
const ANSWER_MS_MAX = 20_000;

export class HttpConnection {
  readonly #host: string;
  readonly #port: number;
  #socket: Socket | undefined;
  #received = '';
  #answer: ((answer: Answer | undefined) => void) | undefined;

  constructor({ hostname, port }: URL) {
    this.#host = hostname;
    this.#port = Number(port);
  }

  /** Resolves once the whole answer is here, or with undefined when there is none. Never throws. */
  get(path: string, userAgent: string): Promise<Answer | undefined> {
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
      const answer = wholeAnswer(this.#received);
      if (answer !== undefined) this.#settle(answer);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (this.#socket === socket) this.#socket = undefined;
      this.#settle(undefined);
    });
    return socket;
  }

  #settle(answer: Answer | undefined): void {
    this.#received = '';
    this.#answer?.(answer);
    this.#answer = undefined;
  }
}

/** An answer that is here in full; undefined as long as something is missing. Pure. */
export function wholeAnswer(received: string): Answer | undefined {
  const headEnd = received.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const head = received.slice(0, headEnd);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  const bodyLength = received.length - headEnd - 4;
  const isWhole =
    length === undefined ? received.endsWith('\r\n0\r\n\r\n') : bodyLength >= Number(length);
  if (!isWhole) return undefined;
  const status = Number(head.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length));
  return { status, mayRetry: /\r\nretry-after: *\d/i.test(head) };
}
