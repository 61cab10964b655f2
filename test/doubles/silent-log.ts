/** A Log that keeps nothing. */
import type { Log } from '../../shared/ports.ts';

export const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
