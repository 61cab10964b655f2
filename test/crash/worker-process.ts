/**
 * A program of its own, so that it can be killed: the built Worker on real workerd, its Durable Object's
 * storage in a folder that outlives it. Settings come as JSON in WORKER_SETTINGS; prints its address.
 */
import { resolve } from 'node:path';
import { unstable_startWorker as startWorker } from 'wrangler';

const { folder, vars } = JSON.parse(process.env.WORKER_SETTINGS ?? '{}') as {
  readonly folder: string;
  readonly vars: Readonly<Record<string, string>>;
};

const worker = await startWorker({
  config: resolve('wrangler.toml'),
  entrypoint: resolve('dist/worker/index.js'),
  build: { bundle: false },
  bindings: Object.fromEntries(
    Object.entries(vars).map(([name, value]) => [name, { type: 'plain_text', value } as const]),
  ),
  dev: {
    persist: folder,
    server: { hostname: '127.0.0.1', port: 0 },
    inspector: false,
    logLevel: 'none',
    watch: false,
  },
});
await worker.ready;
console.log(`listening on ${(await worker.url).origin}`);
