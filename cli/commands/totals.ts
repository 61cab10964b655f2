/** `totals`: the numbers, as visitors see them. */
import { totalsReply } from '../../shared/wire/totals-reply.ts';
import type { CounterSource } from '../counter-source.ts';
import type { Output } from '../output.ts';

export async function totals(counter: CounterSource, output: Output): Promise<void> {
  output.progress(`Reading ${counter.name} …`);
  const now = await counter.totals();
  const { count, unique, uniqueError, updatedAt } = now;
  const visitors = uniqueError === undefined ? `${unique}` : `about ${unique}`;
  const error =
    uniqueError === undefined ? '' : ` (standard error ${(uniqueError * 100).toFixed(2)} %)`;
  const last = updatedAt === 0 ? 'never' : new Date(updatedAt * 1000).toISOString();
  output.result(
    totalsReply(now),
    `${count} views\n${visitors} visitors${error}\nlast view: ${last}`,
  );
}
