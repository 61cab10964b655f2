/**
 * Puts something else in the place of what lies in the bucket, whatever that is: says what is there, asks,
 * keeps a copy, and commits against the version that was copied. Nothing is thrown away.
 */
import type { Change } from '../shared/commit/change.ts';
import type { CounterDocument } from '../shared/counter/document.ts';
import { Failure } from '../shared/errors.ts';
import { confirm, type Terminal } from './confirmation.ts';
import type { Connection } from './connection.ts';
import type { Output } from './output.ts';
import { describeObject, keepCopy, MendedStore, type StoredObject } from './stored-object.ts';

export interface Replacement {
  readonly change: Change<CounterDocument>;
  /** What would come of it, for a person who is asked. */
  readonly plan: string;
  readonly done: (document: CounterDocument) => string;
  readonly yes: boolean;
  readonly terminal: Terminal;
}

type Store = Pick<Connection, 'counter' | 'counterOver' | 'rules' | 'services' | 'store'>;

/** @returns whether it was replaced. @throws Failure */
export async function replaceObject(
  connection: Store,
  output: Output,
  replacement: Replacement,
  stored: StoredObject | undefined,
): Promise<boolean> {
  const { counter, counterOver, rules, services, store } = connection;
  if (!(await isWanted(describeObject(stored), replacement, output))) return false;
  const kept = stored && keepCopy(stored, services.clock.now());
  if (kept !== undefined) output.say(`What was there is kept in ${kept}`);
  const target = stored ? counterOver(new MendedStore(store, stored, rules)) : counter;
  const changed = await target.change(onlyFrom(stored, replacement.change));
  const { pageviews: count, visitors } = changed;
  output.result(
    {
      ok: true,
      replaced: true,
      ...(kept !== undefined && { kept }),
      after: { count, unique: visitors.count },
    },
    replacement.done(changed),
  );
  return true;
}

async function isWanted(
  what: string,
  { plan, terminal, yes }: Replacement,
  output: Output,
): Promise<boolean> {
  output.say(`${what}\n${plan}`);
  if (yes) return true;
  const answer = await confirm('Go on? [y/N] ', terminal);
  if (answer === undefined) {
    const cause = 'there is no terminal to ask at: add --yes to go on';
    output.failure('misconfigured', cause, { replaced: false });
  } else if (!answer) output.result({ ok: false, replaced: false }, 'Nothing was changed.');
  return answer === true;
}

/** The views that came after the copy are in no file: they must not be replaced. */
export function onlyFrom(
  stored: StoredObject | undefined,
  change: Change<CounterDocument>,
): Change<CounterDocument> {
  const views = stored?.content.kind === 'document' ? stored.content.document.pageviews : 0;
  return {
    ...change,
    apply(document, mark) {
      if (document.pageviews === views) return change.apply(document, mark);
      throw new Failure(
        'conflict',
        'views were counted meanwhile: nothing was changed, run it again',
      );
    },
  };
}
