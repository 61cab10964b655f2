/**
 * `node bench/past-one-object.ts`: what more than one object for a site would cost, as the two tables of
 * docs/decisions/past-one-object.md. Arithmetic alone: nothing is measured, and nothing of it is built. Pure.
 */
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { formatNumber } from './table.ts';

const MONTH_S = 30 * 86_400;
/** Of Oracle's 50,000 free store requests a month, as STORE_REQUESTS_PER_MONTH has it. */
const STORE_REQUESTS = 45_000;
/** A busy edge flushes no more often. */
const FLUSH_S = 60;
/** A read of 20 ms and a write of 30 ms: meanwhile another shard's write makes ours a conflict. */
const EXPOSED_S = 0.05;
/** "An individual Object has a soft limit of 1,000 requests per second" (Cloudflare, Durable Objects, limits). */
const OBJECT_PER_SECOND = 1_000;
/** Visits of the same 2 ms share a row. */
const ROW_S = 0.002;
/** In a tree a shard commits into the root this often. */
const COMMIT_S = 1;

/** Cloudflare's and Oracle's prices in dollars for a million, and what the paid plan includes a month. */
const PRICES = {
  planDollars: 5,
  workerRequest: { perMillion: 0.3, included: 10e6 },
  objectRequest: { perMillion: 0.15, included: 1e6 },
  rowWritten: { perMillion: 1, included: 50e6 },
  gigabyteSecond: { perMillion: 12.5, included: 400_000 },
  storeRequest: { perMillion: 0.34, included: 50_000 },
} as const;
const OBJECT_GIGABYTES = 0.128;

export interface Shards {
  /** Seconds between two flushes of one shard, so that all together stay within the free store requests. */
  readonly intervalS: number;
  /** How many of its writes another shard's write makes a conflict, 0 to 1. */
  readonly conflicts: number;
  readonly storeRequests: number;
}

/** Each shard a writer of its own into the one document, as often as the free store requests allow. */
export function flatShards(shards: number): Shards {
  let flat = flatEvery(FLUSH_S, shards);
  // Fewer flushes make fewer conflicts, which cost requests: a few rounds and it stands still.
  for (let round = 0; round < 20; round += 1) {
    flat = flatEvery(
      Math.max(FLUSH_S, (flat.storeRequests * flat.intervalS) / STORE_REQUESTS),
      shards,
    );
  }
  return flat;
}

/** The same with a flush of each shard every `intervalS` seconds, whatever it costs. */
export function flatEvery(intervalS: number, shards: number): Shards {
  const conflicts = 1 - Math.exp((-(shards - 1) * EXPOSED_S) / intervalS);
  const flushes = (shards * MONTH_S) / intervalS;
  return { intervalS, conflicts, storeRequests: flushes * requestsAFlush(shards, conflicts) };
}

/** Alone it knows the version to replace; beside others it reads first, and again after each conflict. */
function requestsAFlush(shards: number, conflicts: number): number {
  return shards === 1 ? 1 : 2 / (1 - conflicts);
}

/** Dollars a month at an even rate, with a flush a minute. A tree has one object more, and a call from each shard every second. */
export function dollarsAMonth(perSecond: number, kind: 'flat' | 'tree'): number {
  const shards = objectsFor(perSecond);
  const visits = perSecond * MONTH_S;
  const perShard = perSecond / shards;
  const rows = ((shards * perShard) / (1 + ROW_S * perShard)) * MONTH_S;
  const isTree = kind === 'tree' && shards > 1;
  const commits = isTree ? (shards * MONTH_S) / COMMIT_S : 0;
  const objects = isTree ? shards + 1 : shards;
  const { storeRequests } = flatEvery(FLUSH_S, isTree ? 1 : shards);
  return (
    PRICES.planDollars +
    price('workerRequest', visits) +
    price('objectRequest', visits + commits) +
    price('rowWritten', rows + commits) +
    price('gigabyteSecond', objects * OBJECT_GIGABYTES * MONTH_S) +
    price('storeRequest', storeRequests)
  );
}

export function objectsFor(perSecond: number): number {
  return Math.ceil(perSecond / OBJECT_PER_SECOND);
}

function price(what: Exclude<keyof typeof PRICES, 'planDollars'>, amount: number): number {
  const { included, perMillion } = PRICES[what];
  return (Math.max(0, amount - included) / 1e6) * perMillion;
}

export function renderShards(): string {
  const rows = [1, 4, 16, 64].map((shards) => {
    const free = flatShards(shards);
    const paid = flatEvery(FLUSH_S, shards);
    return [
      `${shards}`,
      `${formatNumber(shards * OBJECT_PER_SECOND)}/s`,
      `${formatNumber(free.storeRequests)}, ${duration(free.intervalS)}`,
      `${formatNumber(paid.storeRequests)}, $${formatNumber(price('storeRequest', paid.storeRequests))}`,
      `${formatNumber(paid.conflicts * 100)} %`,
      `${formatNumber(flatShards(1).storeRequests)}, ${duration(shards === 1 ? FLUSH_S : FLUSH_S + COMMIT_S)}`,
      shards === 1 ? '0/s' : `${shards / COMMIT_S}/s`,
    ];
  });
  return table(
    [
      'objects',
      'bear',
      'flat, free: store requests a month, stale by',
      'flat, a flush a minute: store requests, price',
      'conflicts then',
      'tree: store requests a month, stale by',
      'calls of its root',
    ],
    rows,
  );
}

export function renderRates(): string {
  const rows = [1e3, 1e4, 1e5, 1e6].map((perSecond) => {
    const shards = objectsFor(perSecond);
    const others = (perSecond * (shards - 1)) / shards;
    return [
      `${formatNumber(perSecond)}/s`,
      formatNumber(shards),
      `${formatNumber(flatEvery(FLUSH_S, shards).conflicts * 100)} %`,
      formatNumber(others * FLUSH_S),
      formatNumber(others * COMMIT_S),
      `$${formatNumber(dollarsAMonth(perSecond, 'flat'))}`,
      `$${formatNumber(dollarsAMonth(perSecond, 'tree'))}`,
    ];
  });
  return table(
    [
      'views',
      'objects',
      'flat: conflicts',
      'flat: views that a visitor is not told yet',
      'tree: views not told yet',
      'flat, a month',
      'tree, a month',
    ],
    rows,
  );
}

function duration(seconds: number): string {
  return seconds < 120 ? `${formatNumber(seconds)} s` : `${formatNumber(seconds / 60)} min`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

if (argv[1] === fileURLToPath(import.meta.url))
  console.log(`${renderShards()}\n\n${renderRates()}`);
