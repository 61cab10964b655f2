/** `npm start` as a newcomer runs it: a process, what it prints, and how it ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';

export type Ports = Readonly<Record<'PORT' | 'GATEWAY_PORT' | 'OCI_PORT' | 'DEMO_PORT', string>>;

/** Ports that were free a moment ago: the program takes no "any", since people bookmark its pages. */
export async function freePorts(): Promise<Ports> {
  const servers = await Promise.all([0, 1, 2, 3].map(listenAnywhere));
  const [port, gateway, oci, demo] = servers.map(
    (server) => `${(server.address() as AddressInfo).port}`,
  );
  await Promise.all(servers.map(close));
  return {
    PORT: port ?? '',
    GATEWAY_PORT: gateway ?? '',
    OCI_PORT: oci ?? '',
    DEMO_PORT: demo ?? '',
  };
}

export async function listenAnywhere(): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

export async function close(server: Server): Promise<void> {
  await new Promise((resolve) => server.close(resolve));
}

export class LocalStart {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  output = '';

  constructor(
    env: Readonly<Record<string, string>>,
    args: readonly string[] = ['local/start.ts'],
    program = process.execPath,
  ) {
    this.#child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    this.#ended = once(this.#child, 'exit');
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    }
  }

  get processId(): number | undefined {
    return this.#child.pid;
  }

  async signal(signal: NodeJS.Signals): Promise<number | null> {
    this.#child.kill(signal);
    return this.exitCode();
  }

  async exitCode(): Promise<number | null> {
    await this.#ended;
    return this.#child.exitCode;
  }

  /** For a test that failed half-way. */
  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    await this.signal('SIGTERM');
  }
}

/** Whether somebody takes calls there: a Function's socket stays when its process is killed. */
export async function isListening(socketPath: string): Promise<boolean> {
  const socket = connect(socketPath);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
