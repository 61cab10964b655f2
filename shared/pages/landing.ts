/** The landing page: the live count, and snippets with this counter's address. It counts nothing. */
import { formatAge, formatNumber, formatShare } from './parts/numbers.ts';
import { all, fill } from './parts/page.ts';
import { showSnippets } from './parts/snippets.ts';

interface Totals {
  readonly count: number;
  readonly unique: number;
  readonly updatedAt: number;
  readonly uniqueError?: number;
}

async function showCount(): Promise<void> {
  try {
    const response = await fetch('totals');
    if (!response.ok) throw new Error(String(response.status));
    fillCount(await response.json());
  } catch {
    fill('latest', 'The counter does not answer right now.');
  }
  for (const card of all('[data-live]')) card.removeAttribute('aria-busy');
}

function fillCount({ count, unique, updatedAt, uniqueError }: Totals): void {
  fill('views', formatNumber(count));
  fill('visitors', formatNumber(unique));
  const error = uniqueError === undefined ? '' : ` Visitors ± ${formatShare(uniqueError)}.`;
  const latest = `Latest view ${formatAge(updatedAt)}.${error}`;
  fill('latest', count === 0 ? 'No view yet: put it on a page, and look again.' : latest);
}

showSnippets();
void showCount();
