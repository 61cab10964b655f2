/**
 * The failures that a caller must tell apart, and what each is over HTTP: the one place that maps
 * them. A new kind only where a caller acts differently. Messages are for logs; the caller gets the kind alone.
 */

interface FailureAnswer {
  readonly status: 400 | 403 | 404 | 405 | 413 | 429 | 500 | 503;
  /** Seconds for `Retry-After`: the caller may try again by then. */
  readonly retryAfterSeconds?: number;
}

export const FAILURE_ANSWERS = {
  conflict: { status: 503, retryAfterSeconds: 1 },
  unavailable: { status: 503, retryAfterSeconds: 5 },
  'invalid-vid': { status: 400 },
  'invalid-query': { status: 400 },
  forbidden: { status: 403 },
  'not-found': { status: 404 },
  'method-not-allowed': { status: 405 },
  'too-large': { status: 413 },
  'too-many-requests': { status: 429, retryAfterSeconds: 60 },
  'corrupt-document': { status: 500 },
  misconfigured: { status: 500 },
} as const satisfies Record<string, FailureAnswer>;

export type FailureKind = keyof typeof FAILURE_ANSWERS;

export function failureAnswer(kind: FailureKind): FailureAnswer {
  return FAILURE_ANSWERS[kind];
}

/** A request that cannot be served. `kind` goes to the caller, the message only to the log. */
export class Failure extends Error {
  readonly kind: FailureKind;

  constructor(kind: FailureKind, message: string) {
    super(message);
    this.name = 'Failure';
    this.kind = kind;
  }
}
