/** The document that lies in the bucket already, and whether it is the old Python function's. */
import { CorruptDocument } from '../../shared/counter/corrupt-document.ts';
import { type CounterDocument, parseDocument } from '../../shared/counter/document.ts';
import { SetupProblem } from '../problem.ts';
import { attempt, type OracleSite } from './site.ts';

/** What the counter itself holds it to. */
const LIMITS = { exactVisitorsMax: 2048 };

/** Views that nobody of ours has counted: each commit of ours leaves a fingerprint. */
export function isOld({ pageviews, salt }: Pick<CounterDocument, 'pageviews' | 'salt'>): boolean {
  return pageviews > 0 && salt === undefined;
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
