/**
 * The two real runtimes as black boxes over HTTP, the emulator behind each: workerd with the Worker of
 * wrangler.toml, and the built Function on its socket behind the gateway. `npm test` builds both first.
 */
import type { OciEmulator } from '../../local/oci-emulator/oci-emulator.ts';
import type { Clock } from '../../shared/ports.ts';
import type { CheckedFetch } from './checked-fetch.ts';
import { startEdge } from './edge-runtime.ts';
import type { EmulatedStore } from './emulated-store.ts';
import { startGatewayRuntime } from './gateway-runtime.ts';

export type RuntimeName = 'edge' | 'gateway';

/** By name, as in an environment; undefined takes a default of the fixture away. */
export type SettingsChange = Readonly<Record<string, string | undefined>>;

export interface RuntimeOptions {
  /** On top of what `baseSettings` gives and the runtime's own credentials. */
  readonly settings?: SettingsChange;
  /** Another runtime's, to count into the same documents; its owner closes it. */
  readonly store?: EmulatedStore;
  /** Of an emulator that is started for this runtime. */
  readonly clock?: Clock;
  /** Whether the credentials open everything, nothing, or are nobody's. Default: everything. */
  readonly credentials?: 'granted' | 'without-grants' | 'unknown';
  /** Of the edge: in place of wrangler.toml. */
  readonly configPath?: string;
  /** Containers of the Function at a time. Default 1, so that one counter answers all. */
  readonly containersMax?: number;
}

export interface Runtime {
  /** Without a slash at the end; the gateway's has its prefix. */
  readonly url: string;
  readonly store: EmulatedStore;
  /** The store's: faults, requests, outbox. */
  readonly emulator: OciEmulator;
  /** As a visitor's browser asks; each answer is looked at for secrets and inner words. */
  readonly fetch: CheckedFetch;
  /** All that it has logged. */
  logs(): string;
  /** `fn invoke`; absent on the edge. */
  readonly invoke?: (body: string) => Promise<unknown>;
  /** Rings the cron trigger and tells its outcome; absent on the gateway. */
  readonly ringCron?: () => Promise<string>;
  /** Stops it, and fails when its log holds a secret, a visitor id or an address. */
  close(): Promise<void>;
}

export interface RuntimeKind {
  readonly name: RuntimeName;
  start(options?: RuntimeOptions): Promise<Runtime>;
}

export const RUNTIMES: readonly RuntimeKind[] = [
  { name: 'edge', start: startEdge },
  { name: 'gateway', start: startGatewayRuntime },
];
