/**
 * Somebody's blog, on a port and so an origin of its own: it counts with the real page script, through the
 * edge, or through the gateway with `?through=gateway`.
 */
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { closeServer, listenOnLoopback } from '../loopback-server.ts';
import { blogPages, STYLE, type Way } from './blog.ts';

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

export async function startDemo({ edgeUrl, gatewayUrl, port }: DemoOptions): Promise<DemoSite> {
  const edge: Way = { name: 'the edge', counterUrl: edgeUrl, query: '' };
  const gateway: Way = {
    name: 'the gateway',
    counterUrl: gatewayUrl,
    query: '?through=gateway',
  };
  const throughEdge = blogPages(edge, gateway);
  const throughGateway = blogPages(gateway, edge);
  const app = new Hono();
  app.get('/blog.css', (context) => {
    context.header('Content-Type', 'text/css; charset=utf-8');
    return context.body(STYLE);
  });
  for (const path of throughEdge.keys()) {
    app.get(path, (context) => {
      const pages = context.req.query('through') === 'gateway' ? throughGateway : throughEdge;
      context.header('Cache-Control', 'no-cache');
      return context.html(pages.get(path) ?? '');
    });
  }
  const server = createServer(getRequestListener(app.fetch));
  const bound = await listenOnLoopback(server, port);
  return { url: `http://127.0.0.1:${bound}`, close: () => closeServer(server) };
}
