/** `totals`: the numbers, as visitors see them. */
import { formatCount, formatEstimate } from '../../shared/summary/wording.ts';
import { totalsReply } from '../../shared/wire/totals-reply.ts';
import type { CounterSource } from '../counter-source.ts';
import type { Output } from '../output.ts';

export async function totals(counter: CounterSource, output: Output): Promise<void> {
  output.progress(`Reading ${counter.name} …`);
  const now = await counter.totals();
  const { count, unique, uniqueError, updatedAt } = now;
  const visitors =
    uniqueError === undefined
      ? formatCount(unique, 'visitor')
      : formatEstimate(unique, 'visitor', uniqueError);
  const last = updatedAt === 0 ? 'never' : new Date(updatedAt * 1000).toISOString();
  output.result(totalsReply(now), `${formatCount(count, 'view')}\n${visitors}\nlast view: ${last}`);
}
