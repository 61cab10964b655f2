/**
 * `doctor`: whether a counter can work with these settings, one line a thing, and what to do. It changes
 * nothing: that it may write is tried with a version that no object ever had, which the store refuses.
 */

import { CorruptDocument } from '../../shared/counter/corrupt-document.ts';
import { type CounterDocument, parseDocument } from '../../shared/counter/document.ts';
import { COUNTED_AS_GIVEN, isCountedAsGiven, saltProblem } from '../../shared/counter/salt.ts';
import { Failure } from '../../shared/errors.ts';
import type { ETag, ReadOutcome, WriteOutcome } from '../../shared/ports.ts';
import type { Environment } from '../../shared/settings/settings.ts';
import { type Connection, connect } from '../connection.ts';
import type { Output } from '../output.ts';
import { clockAheadMs } from '../store-clock.ts';

export interface Finding {
  readonly check:
    | 'settings'
    | 'key'
    | 'bucket'
    | 'policy'
    | 'document'
    | 'salt'
    | 'topic'
    | 'clock';
  /** `untried`: nothing speaks against it, but whether it works was not seen. */
  readonly verdict: 'ok' | 'untried' | 'warning' | 'problem';
  readonly text: string;
}

const CALL_MS = 10_000;
/** A larger difference is reported. */
const CLOCK_WARNING_MS = 60_000;
/** The store refuses signatures with a larger difference. */
const CLOCK_SKEW_MAX_MS = 300_000;
const NO_VERSION = '00000000-0000-0000-0000-000000000000' as ETag;

/** True when there is no problem. */
export async function doctor(env: Environment, output: Output): Promise<boolean> {
  const findings = await examine(env, output);
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.map(
    ({ check, text, verdict }) => `${check.padEnd(width)}  ${verdict.padEnd(7)}  ${text}`,
  );
  const healthy = findings.every(({ verdict }) => verdict !== 'problem');
  output.result({ ok: healthy, findings }, lines.join('\n'));
  return healthy;
}

async function examine(env: Environment, output: Output): Promise<Finding[]> {
  let connection: Connection;
  try {
    connection = await connect(env);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return error.message.split('\n').map((text) => problem('settings', text));
  }
  const { settings, store } = connection;
  output.progress('Reading the document …');
  const read = await store.read(AbortSignal.timeout(CALL_MS));
  output.progress('Trying whether it may be written …');
  const written = await store.write('{}', NO_VERSION, AbortSignal.timeout(CALL_MS));
  const aheadMs = await clockAheadMs(storeUrl(settings), AbortSignal.timeout(CALL_MS));
  return [
    ...settingsFindings(connection),
    keyFinding(read),
    bucketFinding(read, settings.bucket),
    policyFinding(read, written),
    ...documentFindings(read, connection),
    topicFinding(settings),
    clockFinding(aheadMs),
  ];
}

/** A region that the settings leave out is a resource principal's: no machine that this runs on has one. */
function storeUrl({ objectStorageUrl, region }: Connection['settings']): string {
  return objectStorageUrl ?? `https://objectstorage.${region}.oraclecloud.com`;
}

const isAboutTopic = (text: string) => text.startsWith('TOPIC_OCID');

function settingsFindings({ settings }: Connection): Finding[] {
  const warnings = settings.warnings.filter((text) => !isAboutTopic(text));
  if (warnings.length === 0) return [ok('settings', 'complete')];
  return warnings.map((text) => warning('settings', text));
}

/** To publish is to send a mail, and no milder call is allowed by the counter's own policy. */
function topicFinding({ topicOcid, warnings }: Connection['settings']): Finding {
  if (topicOcid !== undefined) {
    return untried('topic', `${topicOcid} was not asked: \`report\` tells whether it takes mail`);
  }
  return warning('topic', warnings.find(isAboutTopic) ?? 'no report can be mailed');
}

function keyFinding(read: ReadOutcome): Finding {
  if (read.kind !== 'failed') return ok('key', 'the store takes it');
  const { detail, kind } = read.failure;
  if (detail.startsWith('401')) {
    return problem(
      'key',
      `${detail}: the fingerprint does not belong to this key or user, or this clock is more than 5 minutes off`,
    );
  }
  if (kind === 'unknown')
    return problem('key', `no answer to go by (${detail}): check OCI_REGION and the network`);
  // Bucket and object are looked for only once the signature has been accepted.
  if (detail.startsWith('404')) return ok('key', 'the store takes it');
  if (isAnswer(detail)) return untried('key', `not seen: the store answered ${detail}`);
  return problem('key', detail);
}

/** Anything else is what kept the request from being sent. */
const isAnswer = (detail: string) => /^\d{3}\b/.test(detail);

function bucketFinding(read: ReadOutcome, bucket: string): Finding {
  if (read.kind !== 'failed') return ok('bucket', `${bucket} is there`);
  const { detail, kind } = read.failure;
  if (kind !== 'bucket-missing') return problem('bucket', `not seen: ${detail}`);
  return problem(
    'bucket',
    `${detail}: there is no ${bucket}, or no policy lets this user read it (Oracle says the same of both)`,
  );
}

function policyFinding(read: ReadOutcome, written: WriteOutcome): Finding {
  if (read.kind === 'failed') return problem('policy', `not seen: ${read.failure.detail}`);
  if (written.kind !== 'failed') {
    return ok(
      'policy',
      'reading is allowed; a write was let in as far as its version, which is none',
    );
  }
  const { detail, kind } = written.failure;
  const isRefused = (kind === 'refused' || kind === 'bucket-missing') && isAnswer(detail);
  if (!isRefused) return problem('policy', `reading is allowed; writing was not seen: ${detail}`);
  return problem(
    'policy',
    `${detail}: reading is allowed and writing is not: allow OBJECT_CREATE and OBJECT_OVERWRITE`,
  );
}

function documentFindings(read: ReadOutcome, { rules }: Connection): Finding[] {
  if (read.kind === 'failed') return [];
  if (read.kind === 'absent') return [ok('document', 'none yet: the first view makes it')];
  if (read.kind === 'too-large') return [problem('document', `it has ${read.bytes} bytes`)];
  try {
    const document = parseDocument(read.object.body, rules, read.object.modifiedAtMs);
    const { pageviews, visitors } = document;
    return [
      ok('document', `${pageviews} views, ${visitors.count} visitors`),
      saltFinding(document, rules),
    ];
  } catch (error) {
    if (!(error instanceof CorruptDocument)) throw error;
    return [
      problem(
        'document',
        `${error.message}; \`import FILE --replace\` keeps it in a file, and puts a copy in its place`,
      ),
    ];
  }
}

function saltFinding(document: CounterDocument, rules: Connection['rules']): Finding {
  const different = saltProblem(document, rules);
  if (different !== undefined) return problem('salt', `${different}: set the old SALT again`);
  if (isCountedAsGiven(document, rules)) return warning('salt', COUNTED_AS_GIVEN);
  if (document.salt !== undefined) return ok('salt', 'the document has its fingerprint');
  const text = 'the document holds no fingerprint to compare with: the next commit writes one';
  return untried('salt', text);
}

function clockFinding(aheadMs: number | undefined): Finding {
  if (aheadMs === undefined) {
    return warning('clock', 'not seen: the store gave no answer with a date to compare with');
  }
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  if (Math.abs(aheadMs) < CLOCK_WARNING_MS) return ok('clock', "within a minute of the store's");
  const text = `${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} the store's: set this machine's clock`;
  if (Math.abs(aheadMs) < CLOCK_SKEW_MAX_MS) return warning('clock', text);
  return problem('clock', `${text}; it refuses whoever is more than 5 minutes off`);
}

const ok = (check: Finding['check'], text: string): Finding => ({ check, verdict: 'ok', text });
const untried = (check: Finding['check'], text: string): Finding => ({
  check,
  verdict: 'untried',
  text,
});
const warning = (check: Finding['check'], text: string): Finding => ({
  check,
  verdict: 'warning',
  text,
});
const problem = (check: Finding['check'], text: string): Finding => ({
  check,
  verdict: 'problem',
  text,
});
