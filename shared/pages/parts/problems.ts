/** The counter's words for what went wrong, as sentences for its owner: what it is, and what to do. */

export interface Problem {
  readonly problem: string;
  readonly remedy: string;
}

const PROBLEMS: Readonly<Record<string, Problem>> = {
  'no-answer': {
    problem: 'The counter does not answer',
    remedy: 'Either this device is offline or the counter is down.',
  },
  forbidden: {
    problem: 'The token is not the right one',
    remedy: 'Enter it again.',
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
};

const UNAVAILABLE: Problem = {
  problem: 'The store cannot be reached',
  remedy:
    'The counter runs, but Object Storage does not answer it. Mostly this passes within minutes.',
};

export function problemOf(error: string): Problem {
  return PROBLEMS[error] ?? UNAVAILABLE;
}
