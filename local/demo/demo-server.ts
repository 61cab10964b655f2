/**
 * Somebody's résumé, on a port and so an origin of its own: it counts with the real page script, through
 * the edge, or through the gateway with `?through=gateway`.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { closeServer, listenOnLoopback } from '../loopback-server.ts';

export interface DemoOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly edgeUrl: string;
  readonly gatewayUrl: string;
}

export interface DemoSite {
  readonly url: string;
  close(): Promise<void>;
}

const file = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');

export async function startDemo({ edgeUrl, gatewayUrl, port }: DemoOptions): Promise<DemoSite> {
  const page = file('resume.html');
  const style = file('resume.css');
  const app = new Hono();
  app.get('/', (context) => {
    const isGateway = context.req.query('through') === 'gateway';
    context.header('Cache-Control', 'no-cache');
    return context.html(
      fill(page, {
        COUNTER: isGateway ? gatewayUrl : edgeUrl,
        THROUGH: isGateway ? 'the gateway' : 'the edge',
        SWITCH: isGateway ? './' : './?through=gateway',
        OTHER: isGateway ? 'the edge' : 'the gateway',
      }),
    );
  });
  app.get('/resume.css', (context) => {
    context.header('Content-Type', 'text/css; charset=utf-8');
    return context.body(style);
  });
  const server = createServer(getRequestListener(app.fetch));
  const bound = await listenOnLoopback(server, port);
  return { url: `http://127.0.0.1:${bound}`, close: () => closeServer(server) };
}

/** The values are our own addresses and words: nothing in them needs escaping. */
function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{\{([A-Z]+)\}\}/g, (_, name: string) => values[name] ?? '');
}
