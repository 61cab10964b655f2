/** The landing page: the live count, and snippets with this counter's address. It counts nothing. */
import { ask } from './parts/answers.ts';
import { formatAge, formatError } from './parts/numbers.ts';
import { all, fill } from './parts/page.ts';
import { problemOf } from './parts/problems.ts';
import { showSnippets } from './parts/snippets.ts';

interface Totals {
  readonly count: number;
  readonly unique: number;
  readonly updatedAt: number;
  readonly uniqueError?: number;
}

async function showCount(): Promise<void> {
  const answer = await ask<Totals>('totals', (response) => response.json());
  if (answer.kind === 'ok') fillCount(answer.value);
  else fill('latest', `No count right now. ${problemOf(answer.error).problem}.`);
  for (const card of all('[data-live]')) card.removeAttribute('aria-busy');
}

function fillCount({ count, unique, updatedAt, uniqueError }: Totals): void {
  // As the badge below has them, which knows no browser's language.
  fill('views', count.toLocaleString('en'));
  const visitors = unique.toLocaleString('en');
  fill('visitors', uniqueError === undefined ? visitors : `about ${visitors}`);
  const error = uniqueError === undefined ? '' : ` Visitors: ${formatError(uniqueError)}.`;
  const latest = `Latest view ${formatAge(updatedAt)}.${error}`;
  fill('latest', count === 0 ? 'No view yet: put it on a page, and look again.' : latest);
}

showSnippets();
void showCount();
