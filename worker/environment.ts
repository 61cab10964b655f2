/** The Worker's bindings: settings come beside them under their own names. */
import type { CounterObject } from './counter-object.ts';

export interface WorkerEnvironment {
  readonly [setting: string]: unknown;
  readonly COUNTER?: DurableObjectNamespace<CounterObject>;
  /** What browsers load. */
  readonly ASSETS?: Fetcher;
  /** Of visits. */
  readonly RATE_LIMITER?: RateLimit;
  /** Of wrong tokens. */
  readonly TOKEN_LIMITER?: RateLimit;
}
