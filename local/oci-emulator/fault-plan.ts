/**
 * The rules in force, and how often each has hit. The first rule that fits a request wins; a rule with
 * a probability draws from its own seed, so that a run can be repeated.
 */
import {
  type FaultRule,
  type FaultSettings,
  type ParsedFaultSettings,
  parseFaultSettings,
} from './fault-rules.ts';
import type { RequestKind } from './requests.ts';

interface ActiveRule {
  readonly rule: FaultRule;
  readonly draw: () => number;
  hits: number;
}

export interface FaultReport {
  readonly rules: readonly (FaultRule & { readonly hits: number })[];
  readonly latencyMs: ParsedFaultSettings['latencyMs'];
}

const DEFAULT_SEED = 1;

export class FaultPlan {
  #rules: readonly ActiveRule[] = [];
  #latencyMs: ParsedFaultSettings['latencyMs'] = {};

  /** Replaces all rules and latencies. Throws a `FaultSettingsError`. */
  set(settings: FaultSettings): void {
    const { rules, latencyMs } = parseFaultSettings(settings);
    this.#rules = rules.map(activate);
    this.#latencyMs = latencyMs;
  }

  /** Adds one rule behind the others; the latencies stay. */
  add(rule: FaultRule): void {
    const { rules } = parseFaultSettings({ rules: [rule] });
    this.#rules = [...this.#rules, ...rules.map(activate)];
  }

  clear(): void {
    this.#rules = [];
    this.#latencyMs = {};
  }

  /** The fault for this request, which counts as a hit. */
  take(kind: RequestKind): FaultRule | undefined {
    for (const active of this.#rules) {
      if (!fits(active, kind)) continue;
      active.hits += 1;
      return active.rule;
    }
    return undefined;
  }

  latencyMs(kind: RequestKind): number {
    return this.#latencyMs[kind] ?? 0;
  }

  report(): FaultReport {
    const rules = this.#rules.map(({ rule, hits }) => ({ ...rule, hits }));
    return { rules, latencyMs: this.#latencyMs };
  }
}

function activate(rule: FaultRule): ActiveRule {
  return { rule, draw: seededDraw(rule.seed ?? DEFAULT_SEED), hits: 0 };
}

function fits({ rule, draw, hits }: ActiveRule, kind: RequestKind): boolean {
  if (rule.request !== kind) return false;
  if (rule.times !== undefined && hits >= rule.times) return false;
  return rule.probability === undefined || draw() < rule.probability;
}

/** Mulberry32: 32 bits of state are plenty for dice, and it is the same on every machine. */
function seededDraw(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
