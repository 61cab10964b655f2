/** What both paths' plans are made from: answers, the owner's copy, and where an old SALT may be found. */
import { existsSync } from 'node:fs';
import { personPath } from '../cli/person-file.ts';
import { parseSettings } from '../shared/settings/settings.ts';
import { type Answers, gatherAnswers } from './answers.ts';
import type { Wishes } from './options.ts';
import { findFunctionConfiguration } from './oracle/functions.ts';
import type { OracleAccount } from './oracle/oracle-account.ts';
import { Refused } from './oracle/refused.ts';
import type { SignedIn } from './oracle/sign-in.ts';
import { readCopy } from './owners-copy.ts';
import { SetupProblem } from './problem.ts';
import { defaultAnswers } from './questions.ts';
import type { Run } from './run-context.ts';
import type { SaltSources } from './salt-choice.ts';
import type { SaltSite } from './steps/salt-step.ts';

export interface CommonSite extends SaltSite {
  readonly givenToken: string | undefined;
  readonly newToken: boolean;
  /** Settings that are no secrets. */
  readonly vars: Readonly<Record<string, string>>;
}

export function commonSite(
  run: Run,
  { account, namespace, region }: SignedIn,
  answers: Answers,
  copyPath: string | undefined,
): CommonSite {
  const { asker, env, names, wishes } = run;
  const endpoint = env.OCI_ENDPOINT_URL;
  const copy = readCopy(copyPath ?? names.copyFile);
  return {
    asker,
    names,
    account,
    namespace,
    choices: { ...answers, region, endpoint },
    withData: wishes.withData,
    givenToken: env.REPORT_TOKEN || copy.REPORT_TOKEN,
    newToken: wishes.newToken,
    candidates: [env.SALT, copy.SALT].filter((text): text is string => Boolean(text)),
    findOldFunction: (compartmentId) => findOldFunction(account, compartmentId, answers),
    vars: {
      ...varsOf(answers),
      OCI_NAMESPACE: namespace,
      ...(endpoint !== undefined && {
        OCI_OBJECT_STORAGE_URL: new URL(endpoint).origin,
        OCI_NOTIFICATIONS_URL: new URL(endpoint).origin,
      }),
    },
  };
}

/** @throws SetupProblem where an answer will not do. */
export async function askAll(
  { asker, names, wishes }: Run,
  given: Wishes['given'],
  { account, namespace }: SignedIn,
): Promise<Answers> {
  const answers = await gatherAnswers(
    given,
    wishes.remove ? defaultAnswers : asker,
    names,
    async (bucket) =>
      (await account.findBucket(namespace, bucket).catch(() => undefined))?.compartmentId,
  );
  const problems = settingsProblems(varsOf(answers));
  if (problems.length > 0) throw new SetupProblem(`${problems.join('. ')}.`);
  return answers;
}

/** What the Worker itself would say of them. */
function settingsProblems(vars: Readonly<Record<string, string>>): readonly string[] {
  const parsed = parseSettings(vars, 'function');
  if (!parsed.ok) return parsed.problems;
  const names = Object.keys(vars);
  return parsed.settings.warnings.filter((text) => names.some((name) => text.startsWith(name)));
}

/** The answers as settings of the counter. */
export function varsOf({ bucket, object, origins, siteName, url }: Answers) {
  return {
    BUCKET: bucket,
    OBJECT: object,
    ...(origins !== undefined && { ALLOWED_ORIGINS: origins }),
    ...(siteName !== undefined && { SITE_NAME: siteName }),
    ...(url !== undefined && { COUNTER_URL: url }),
  };
}

/** A profile that may not look at functions has none to take over from: its owner is asked then. */
async function findOldFunction(
  account: OracleAccount,
  compartmentId: string,
  place: Pick<Answers, 'bucket' | 'object'>,
): Promise<SaltSources['oldFunction']> {
  try {
    const config = await findFunctionConfiguration(account, compartmentId, place);
    return config === undefined ? undefined : { salt: config.SALT };
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

/** Where the owner's copy goes; undefined for none. The private key goes to no disk unasked. */
export async function chooseCopy({ asker, names, wishes }: Run): Promise<string | undefined> {
  const { 'copy-to': wanted } = wishes.given;
  if (wanted !== undefined) return wanted === 'none' ? undefined : wanted;
  if (wishes.yes || wishes.remove || wishes.dryRun) return undefined;
  const { copyFile } = names;
  if (existsSync(personPath(copyFile))) return copyFile;
  const question = `Keep SALT, token and key in ${copyFile}, which only you can read? They can be read back nowhere else.`;
  return (await asker.confirm(question, true)) ? copyFile : undefined;
}
