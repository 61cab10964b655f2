/** A Function's container: a process with a DirectCounter, that may freeze, or end at any await. */
import type { CommitServices } from '../../shared/commit/commit.ts';
import { DirectCounter } from '../../shared/commit/direct-counter.ts';
import type { DocumentRules } from '../../shared/commit/known-document.ts';
import { RequestMeter } from '../../shared/commit/request-meter.ts';
import { SILENT } from '../doubles/silent-log.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { SimulatedStore } from './simulated-store.ts';

export class SimulatedGateway {
  readonly process: SimulatedProcess;
  readonly counter: DirectCounter;

  constructor(
    process: SimulatedProcess,
    store: SimulatedStore,
    rules: DocumentRules,
    onRequest: () => void = () => undefined,
  ) {
    this.process = process;
    const meter = new RequestMeter();
    const send = () => {
      meter.count();
      onRequest();
    };
    const services: CommitServices = {
      store: store.connect(process, send),
      clock: process.clock,
      random: process.random,
      log: SILENT,
      meter,
      rules,
    };
    this.counter = new DirectCounter(services);
  }
}
