/**
 * Taking over from the old Python function: its document stays where it is, and a dated copy of it as it was
 * lies beside it, since the old function would drop what is new in the document if it wrote again.
 */
import type { EdgeKnown } from '../known.ts';
import type { Step } from '../step.ts';
import { isOld, readDocument } from './old-document.ts';
import { attempt, type OracleSite } from './site.ts';

type Taken = Pick<EdgeKnown, 'hasBucket' | 'oldViews'>;

export function copyName(object: string, nowMs: number): string {
  const day = new Date(nowMs).toISOString().slice(0, 10);
  return `${prefixOf(object)}${day}.json`;
}

const prefixOf = (object: string) => `${object.replace(/\.json$/, '')}-before-`;

export function takeoverStep(site: OracleSite, now: () => number): Step<Taken> {
  const { account, choices, namespace } = site;
  const { bucket, object } = choices;
  return {
    name: 'takeover',
    async look({ hasBucket }) {
      const document = hasBucket ? await readDocument(site) : undefined;
      if (document === undefined || !isOld(document)) {
        return { kind: 'there', tells: 'no document of the old Python function' };
      }
      const { pageviews, visitors } = document;
      const known = { oldViews: pageviews };
      const found = `the old function’s document: ${pageviews} views and ${visitors.count} visitors, which are kept`;
      const names = await attempt(site, `list ${bucket}`, 'inspect objects', () =>
        account.objectNames(namespace, bucket),
      );
      const copy = names.find((name) => name.startsWith(prefixOf(object)));
      if (copy !== undefined) return { kind: 'there', tells: `${found}; copied to ${copy}`, known };
      const plan = `a copy ${copyName(object, now())} of ${found}`;
      return { kind: 'missing', plan, known };
    },
    async make() {
      await attempt(site, `copy ${object}`, 'manage objects', async () => {
        const text = await account.readObject(namespace, bucket, object);
        if (text !== undefined) {
          await account.writeObject(namespace, bucket, copyName(object, now()), text);
        }
      });
      return {};
    },
  };
}

/** A sentence when views were counted since without a trace of ours; undefined when all is well. */
export async function oldWriterWarning(
  site: OracleSite,
  viewsBefore: number | undefined,
): Promise<string | undefined> {
  if (viewsBefore === undefined) return undefined;
  const document = await readDocument(site);
  if (document === undefined || !isOld(document) || document.pageviews === viewsBefore) {
    return undefined;
  }
  return 'The old function still writes the document: stop it (`fn delete function`, or take its route away), since it drops what is new in it.';
}
