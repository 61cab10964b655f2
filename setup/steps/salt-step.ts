/** SALT: made for a new document, kept for one that was counted already. What the Worker has is never replaced. */
import { randomBytes } from 'node:crypto';
import type { EdgeKnown } from '../known.ts';
import { SetupProblem } from '../problem.ts';
import type { Asker } from '../questions.ts';
import { chooseSalt, type SaltChoice, type SaltSources } from '../salt-choice.ts';
import type { Step } from '../step.ts';
import { isOld, readDocument } from './old-document.ts';
import type { OracleSite } from './site.ts';

const ATTEMPTS_MAX = 3;

export interface SaltSite extends OracleSite {
  readonly candidates: readonly string[];
  /** Looks for the old function's configuration; asked only where a document has views and no fingerprint that fits. */
  readonly findOldFunction: (compartmentId: string) => Promise<SaltSources['oldFunction']>;
  readonly asker: Asker;
}

type Ground = Partial<Pick<EdgeKnown, 'compartmentId' | 'hasBucket'>>;

export function saltStep(
  site: SaltSite,
): Step<Pick<EdgeKnown, 'compartmentId' | 'hasBucket' | 'salt' | 'worker'>> {
  const choose = async ({ compartmentId, hasBucket = false }: Ground, more: readonly string[]) => {
    const document = hasBucket ? await readDocument(site) : undefined;
    const sources = { document, oldFunction: undefined, candidates: [...more, ...site.candidates] };
    const choice = await chooseSalt(sources);
    const isOldOnes = document !== undefined && isOld(document);
    if (compartmentId === undefined || (choice.kind !== 'ask' && !isOldOnes)) return choice;
    return chooseSalt({ ...sources, oldFunction: await site.findOldFunction(compartmentId) });
  };
  return {
    name: 'salt',
    async look({ salt, worker, ...ground }) {
      if (salt !== undefined) return { kind: 'there', tells: 'chosen' };
      if (worker?.secrets.includes('SALT')) {
        return { kind: 'there', tells: 'the Worker has one, which is never replaced' };
      }
      const choice = await choose(ground, []);
      if (choice.kind === 'stop') throw stopped(choice);
      return { kind: 'missing', plan: planOf(choice) };
    },
    async make(ground) {
      let choice = await choose(ground, []);
      for (let attempts = 0; choice.kind === 'ask' && attempts < ATTEMPTS_MAX; attempts += 1) {
        const option = 'it as SALT in the environment, or put the right counter.env here';
        const text = `SALT (${choice.why})`;
        choice = await choose(ground, [await site.asker.ask({ text, option })]);
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
