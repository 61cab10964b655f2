/** What a plan must know of its owner: given, remembered from the last run, or asked. */

import type { SiteNames } from './names.ts';
import { isEmail, type TextOption } from './options.ts';
import type { Asker } from './questions.ts';

export interface Answers {
  readonly compartment: string;
  readonly bucket: string;
  readonly object: string;
  readonly email: string | undefined;
  /** Undefined: as the Worker has it. */
  readonly origins: string | undefined;
  readonly siteName: string | undefined;
  readonly url: string | undefined;
}

type Given = Readonly<Partial<Record<TextOption, string>>>;

export const DEFAULT_COMPARTMENT = 'visitor-counter';
export const DEFAULT_BUCKET = 'cloud-resume-data';

/** The options that the next run need not be told again. */
const REMEMBERED: readonly TextOption[] = [
  'profile',
  'region',
  'compartment',
  'bucket',
  'object',
  'email',
  'origins',
  'site-name',
  'url',
];

/** `compartmentOf` tells in which compartment a bucket lies, when it is there. */
export async function gatherAnswers(
  given: Given,
  asker: Asker,
  names: SiteNames,
  compartmentOf: (bucket: string) => Promise<string | undefined>,
): Promise<Answers> {
  const bucket =
    given.bucket ??
    (await asker.ask({ text: 'Bucket', fallback: DEFAULT_BUCKET, option: '--bucket NAME' }));
  const compartment =
    given.compartment ??
    (await asker.ask({
      text: 'Compartment at Oracle (a name or an OCID; one that is not there is made)',
      fallback: (await compartmentOf(bucket)) ?? DEFAULT_COMPARTMENT,
      option: '--compartment NAME',
    }));
  const email =
    given.email ??
    (await asker.ask({
      text: 'E-mail address for the daily report (none: no reports)',
      fallback: 'none',
      problem: (text) => (text === 'none' || isEmail(text) ? undefined : 'that is no address'),
      option: '--email ADDRESS',
    }));
  const origins =
    given.origins ??
    (await asker.ask({
      text: 'Whose pages may count, such as https://example.com (several with commas; * is anybody’s)',
      fallback: '*',
      option: '--origins LIST',
    }));
  return {
    bucket,
    compartment,
    email: email === 'none' ? undefined : email,
    object: given.object ?? names.object,
    origins,
    siteName: given['site-name'],
    url: given.url?.replace(/\/+$/, ''),
  };
}

export function toRemember(given: Given, answers: Answers): Readonly<Record<string, string>> {
  const { bucket, compartment, email = 'none', object, origins, siteName, url } = answers;
  const all = { bucket, compartment, email, object, origins, 'site-name': siteName, url };
  const texts = Object.entries({ ...given, ...all }).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && REMEMBERED.includes(entry[0] as TextOption),
  );
  return Object.fromEntries(texts);
}
