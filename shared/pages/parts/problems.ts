/** What went wrong as sentences for the counter's owner: what it is, and what to do. */

export interface Problem {
  readonly problem: string;
  readonly remedy: string;
}

const UNAVAILABLE: Problem = {
  problem: 'The store cannot be reached',
  remedy:
    'The counter runs, but Object Storage does not answer it. Mostly this passes within minutes.',
};

/** By the counter's words, and by the statuses of what stands before it. */
const PROBLEMS: Readonly<Record<string, Problem>> = {
  'no-answer': {
    problem: 'The counter does not answer',
    remedy: 'Either this device is offline or the counter is down.',
  },
  forbidden: {
    problem: 'The token is not the right one',
    remedy: 'Enter it again.',
  },
  'too-many-requests': {
    problem: 'Too many wrong tokens were tried',
    remedy: 'The right one is taken at any time.',
  },
  misconfigured: {
    problem: 'A setting is missing or wrong',
    remedy: 'The counter’s log names it, in the first lines after its start.',
  },
  'corrupt-document': {
    problem: 'The stored document cannot be read',
    remedy:
      'It is no counter’s document, or a damaged one, and will not be overwritten. The log says why.',
  },
  conflict: UNAVAILABLE,
  unavailable: UNAVAILABLE,
  429: {
    problem: 'Too many requests (429)',
    remedy: 'Whatever stands before the counter lets no more through now. Wait a minute.',
  },
};

export function problemOf(error: string): Problem {
  return (
    PROBLEMS[error] ?? {
      problem: `Something else than the counter answered (${error})`,
      remedy: 'See whether the gateway before it knows this address, and whether the counter runs.',
    }
  );
}
