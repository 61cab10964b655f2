/**
 * A program of its own, for local/edge.ts: the built Worker on real workerd, with wrangler.toml's
 * bindings and its Durable Object's storage in a folder. Told by EDGE_OPTIONS (JSON); prints its address.
 */
import './end-with-stdin.ts';
import { resolve } from 'node:path';
import { unstable_startWorker as startWorker } from 'wrangler';
import type { EdgeOptions } from './edge.ts';

const { dataFolder, port, vars } = JSON.parse(process.env.EDGE_OPTIONS ?? '') as EdgeOptions;
delete process.env.EDGE_OPTIONS;
// workerd's files hold visitors' hashes: they are their owner's alone.
process.umask(0o077);

const worker = await startWorker({
  config: resolve('wrangler.toml'),
  entrypoint: resolve('dist/worker/index.js'),
  build: { bundle: false },
  bindings: Object.fromEntries(
    Object.entries(vars).map(([name, value]) => [name, { type: 'plain_text', value } as const]),
  ),
  dev: {
    persist: resolve(dataFolder),
    server: { hostname: '127.0.0.1', port },
    inspector: false,
    logLevel: 'error',
    watch: false,
  },
});
await worker.ready;
console.log(`listening on ${(await worker.url).origin}`);
