/**
 * Looks whether the counter that was just made works: that it answers, and that it reads its store. A new
 * address, key or policy takes Oracle and Cloudflare up to some minutes to know, so it looks again for a while.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { SetupProblem } from './problem.ts';

const LOOK_MS = 15_000;
const LOOK_AGAIN_MS = 2_000;
export const CHECK_MS = 180_000;

interface Answer {
  readonly status: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** @returns the views that it tells. @throws SetupProblem that says what to look at. */
export async function checkCounter(
  url: string,
  token: string | undefined,
  say: (text: string) => void,
  checkMs = CHECK_MS,
): Promise<number> {
  const endMs = Date.now() + checkMs;
  let said = '';
  for (;;) {
    const health = await ask(`${url}/health?deep=1`, token);
    const totals = health.status === 200 ? await ask(`${url}/totals`, undefined) : undefined;
    if (totals?.status === 200 && typeof totals.fields.count === 'number')
      return totals.fields.count;
    const reason = describe(totals ?? health);
    if (isFinal(totals ?? health) || Date.now() > endMs) {
      throw new SetupProblem(`All is made, and ${url} does not count yet: ${reason}.`);
    }
    if (reason !== said) say(`  not yet: ${reason}`);
    said = reason;
    await sleep(LOOK_AGAIN_MS);
  }
}

async function ask(address: string, token: string | undefined): Promise<Answer> {
  try {
    const answer = await fetch(token === undefined ? address.replace('?deep=1', '') : address, {
      redirect: 'manual',
      signal: AbortSignal.timeout(LOOK_MS),
      ...(token !== undefined && { headers: { Authorization: `Bearer ${token}` } }),
    });
    const fields = await answer.json().catch(() => ({}));
    return { status: answer.status, fields: Object(fields) };
  } catch {
    return { status: 0, fields: {} };
  }
}

/** Waiting helps against none of these. */
function isFinal({ fields, status }: Answer): boolean {
  return status === 500 && fields.error === 'corrupt-document';
}

function describe({ fields, status }: Answer): string {
  if (status === 0) return 'it does not answer; a new address takes a minute or two to be known';
  const words = [fields.error, fields.store].filter((word) => typeof word === 'string');
  return `it says ${words.join(', ') || status}; docs/deploy.md tells what each word means`;
}
