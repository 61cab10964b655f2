/** SALT: made for a new document, kept for one that was counted already. What the Worker has is never replaced. */
import { randomBytes } from 'node:crypto';
import { CorruptDocument } from '../../shared/counter/corrupt-document.ts';
import { type CounterDocument, parseDocument } from '../../shared/counter/document.ts';
import type { EdgeKnown } from '../known.ts';
import { SetupProblem } from '../problem.ts';
import type { Asker } from '../questions.ts';
import { chooseSalt, type SaltChoice, type SaltSources } from '../salt-choice.ts';
import type { Step } from '../step.ts';
import { attempt, type OracleSite } from './site.ts';

/** What the counter itself holds it to. */
const LIMITS = { exactVisitorsMax: 2048 };
const ATTEMPTS_MAX = 3;

export interface SaltSite extends OracleSite {
  readonly candidates: readonly string[];
  readonly oldFunction: SaltSources['oldFunction'];
  readonly asker: Asker;
}

export function saltStep(site: SaltSite): Step<Pick<EdgeKnown, 'hasBucket' | 'salt' | 'worker'>> {
  const choose = async (hasBucket: boolean, more: readonly string[] = []) => {
    const { candidates, oldFunction } = site;
    const document = hasBucket ? await readDocument(site) : undefined;
    return chooseSalt({ document, oldFunction, candidates: [...more, ...candidates] });
  };
  return {
    name: 'salt',
    async look({ hasBucket = false, salt, worker }) {
      if (salt !== undefined) return { kind: 'there', tells: 'chosen' };
      if (worker?.secrets.includes('SALT')) {
        return { kind: 'there', tells: 'the Worker has one, which is never replaced' };
      }
      const choice = await choose(hasBucket);
      if (choice.kind === 'stop') throw stopped(choice);
      return { kind: 'missing', plan: planOf(choice) };
    },
    async make() {
      let choice = await choose(true);
      for (let attempts = 0; choice.kind === 'ask' && attempts < ATTEMPTS_MAX; attempts += 1) {
        const option = 'it as SALT in the environment, or put the right counter.env here';
        const text = `SALT (${choice.why})`;
        choice = await choose(true, [await site.asker.ask({ text, option })]);
      }
      if (choice.kind === 'make') return { salt: randomBytes(32).toString('hex') };
      if (choice.kind === 'use') return { salt: choice.salt };
      throw stopped(choice);
    },
  };
}

function planOf(choice: SaltChoice): string {
  if (choice.kind === 'make') return 'a new SALT';
  if (choice.kind === 'use') return `the SALT that is known (${choice.why})`;
  return `your SALT: ${choice.why}`;
}

function stopped({ why }: SaltChoice & { readonly why: string }): SetupProblem {
  return new SetupProblem(
    `Nothing was given to the Worker: ${why}. Set SALT to the one that the document was counted with, or begin anew by \`npm run --silent cli -- reset\`.`,
  );
}

/** @throws SetupProblem when what lies there is no document. */
export async function readDocument(site: OracleSite): Promise<CounterDocument | undefined> {
  const { account, choices, namespace } = site;
  const { bucket, object } = choices;
  const text = await attempt(site, `read ${object}`, 'read objects', () =>
    account.readObject(namespace, bucket, object),
  );
  if (text === undefined) return undefined;
  try {
    return parseDocument(text, LIMITS);
  } catch (error) {
    if (!(error instanceof CorruptDocument)) throw error;
    throw new SetupProblem(
      `What lies at ${bucket}/${object} is no counter’s document (${error.message}): give another name by --object, or put a copy back by \`npm run --silent cli -- import FILE --replace\`.`,
    );
  }
}
