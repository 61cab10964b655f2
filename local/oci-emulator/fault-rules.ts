/**
 * The faults that an emulator can be told to have: which, for which calls, how often. Data only, and
 * the one place that reads it; what each does is in fault-injection.ts.
 */
import * as z from 'zod/mini';
import { IN_ENGLISH } from './problem-texts.ts';
import { REQUEST_KINDS, WRITE_KINDS } from './requests.ts';

/** A held connection must end some day, or the emulator could not be closed: longer than any time-out. */
export const HOLD_MS_MAX = 60_000;
/** The service's own answers come within a second or two; more is what `holdMs` is for. */
export const LATENCY_MS_MAX = 10_000;
/** Rules are tried one after the other for each request. */
const RULES_MAX = 100;

const milliseconds = z.int().check(z.minimum(0), z.maximum(HOLD_MS_MAX));

const scope = {
  request: z.enum(REQUEST_KINDS),
  /** How many requests it hits before it is spent; absent: all. */
  times: z.optional(z.int().check(z.minimum(1))),
  /** How likely it hits a request, drawn from `seed`; absent: always. */
  probability: z.optional(z.number().check(z.minimum(0), z.maximum(1))),
  seed: z.optional(z.int()),
};

const FAULT_RULE = z.discriminatedUnion('fault', [
  /** 412, as if another writer had been faster. */
  z.strictObject({ fault: z.literal('precondition-failed'), ...scope }),
  /** 409 ConcurrentObjectUpdate. */
  z.strictObject({ fault: z.literal('concurrent-update'), ...scope }),
  /** 429 with Retry-After. */
  z.strictObject({
    fault: z.literal('throttled'),
    retryAfterSeconds: z.optional(z.int().check(z.minimum(0))),
    ...scope,
  }),
  /** 404 BucketNotFound, as one tenancy saw on valid requests. */
  z.strictObject({ fault: z.literal('bucket-not-found'), ...scope }),
  /** 5xx; with `tookPlace` only after the call was carried out. */
  z.strictObject({
    fault: z.literal('server-error'),
    status: z.optional(z.literal([500, 502, 503, 504])),
    tookPlace: z.optional(z.boolean()),
    ...scope,
  }),
  /** The connection is lost before the call is carried out; held for `holdMs` first. */
  z.strictObject({ fault: z.literal('cut-before'), holdMs: z.optional(milliseconds), ...scope }),
  /** The call is carried out, then the connection is lost instead of an answer. */
  z.strictObject({ fault: z.literal('cut-after'), holdMs: z.optional(milliseconds), ...scope }),
  /** The connection is lost now; the write is carried out later, if its conditions hold by then. */
  z.strictObject({
    fault: z.literal('late-landing'),
    landsAfterMs: milliseconds,
    holdMs: z.optional(milliseconds),
    ...scope,
    request: z.enum(WRITE_KINDS),
  }),
  /** Half of the answer's body, then the connection is lost. */
  z.strictObject({ fault: z.literal('truncated-answer'), ...scope }),
  /** An answer of the right length and the wrong bytes. */
  z.strictObject({ fault: z.literal('corrupt-answer'), ...scope }),
]);

const FAULT_SETTINGS = z.strictObject({
  rules: z._default(z.array(FAULT_RULE).check(z.maxLength(RULES_MAX)), []),
  /** Added to every call of a kind, half before it is carried out and half after. */
  latencyMs: z._default(
    z.partialRecord(
      z.enum(REQUEST_KINDS),
      z.number().check(z.minimum(0), z.maximum(LATENCY_MS_MAX)),
    ),
    {},
  ),
});

export type FaultRule = Readonly<z.infer<typeof FAULT_RULE>>;
/** What `FaultPlan.set` takes: both parts may be left out. */
export type FaultSettings = z.input<typeof FAULT_SETTINGS>;
export type ParsedFaultSettings = z.infer<typeof FAULT_SETTINGS>;

export class FaultSettingsError extends Error {}

/** Throws a `FaultSettingsError` that lists every problem. */
export function parseFaultSettings(value: unknown): ParsedFaultSettings {
  const parsed = FAULT_SETTINGS.safeParse(value, IN_ENGLISH);
  if (parsed.success) return parsed.data;
  throw new FaultSettingsError(
    `These fault settings are not usable:\n${z.prettifyError(parsed.error)}`,
  );
}
