/** A Log that keeps every event in memory. */
import type { Log, LogFields } from '../../shared/ports.ts';

export class RecordingLog implements Log {
  readonly events: { level: 'info' | 'warn' | 'error'; event: string; fields: LogFields }[] = [];

  info(event: string, fields: LogFields = {}): void {
    this.events.push({ level: 'info', event, fields });
  }

  warn(event: string, fields: LogFields = {}): void {
    this.events.push({ level: 'warn', event, fields });
  }

  error(event: string, fields: LogFields = {}): void {
    this.events.push({ level: 'error', event, fields });
  }

  /** The names of the events, in order. */
  get names(): string[] {
    return this.events.map(({ event }) => event);
  }
}
