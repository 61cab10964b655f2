/**
 * `doctor`: whether a counter can work with these settings, one line a thing, and what to do. It changes
 * nothing: that it may write is tried with a version that no object ever had, which the store refuses.
 */
import { CorruptDocument } from '../../shared/counter/corrupt-document.ts';
import { parseDocument } from '../../shared/counter/document.ts';
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
  readonly verdict: 'ok' | 'warning' | 'problem';
  readonly text: string;
}

const CALL_MS = 10_000;
/** Beyond a minute somebody should look. */
const CLOCK_WARNING_MS = 60_000;
/** The store refuses signatures that are further off. */
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
    settings.topicOcid === undefined
      ? warning('topic', 'TOPIC_OCID is not set: no report can be mailed')
      : ok(
          'topic',
          `${settings.topicOcid} looks like a topic; \`report\` tells whether it takes mail`,
        ),
    clockFinding(aheadMs),
  ];
}

/** A region that the settings leave out is a resource principal's: no machine that this runs on has one. */
function storeUrl({ objectStorageUrl, region }: Connection['settings']): string {
  return objectStorageUrl ?? `https://objectstorage.${region}.oraclecloud.com`;
}

function settingsFindings({ settings }: Connection): Finding[] {
  const warnings = settings.warnings.filter((text) => !text.startsWith('TOPIC_OCID'));
  if (warnings.length === 0) return [ok('settings', 'complete')];
  return warnings.map((text) => warning('settings', text));
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
  return ok('key', 'the store knows it');
}

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
  if (written.kind !== 'failed') return ok('policy', 'reading and writing are allowed');
  if (read.kind === 'failed') return problem('policy', `not seen: ${written.failure.detail}`);
  return problem(
    'policy',
    `${written.failure.detail}: reading is allowed and writing is not: allow OBJECT_CREATE and OBJECT_OVERWRITE`,
  );
}

function documentFindings(read: ReadOutcome, { rules }: Connection): Finding[] {
  if (read.kind === 'failed') return [];
  if (read.kind === 'absent') return [ok('document', 'none yet: the first view makes it')];
  if (read.kind === 'too-large') return [problem('document', `it has ${read.bytes} bytes`)];
  try {
    const document = parseDocument(read.object.body, rules, read.object.modifiedAtMs);
    const { pageviews, salt, visitors } = document;
    const isOther = salt !== undefined && salt !== rules.saltFingerprint;
    return [
      ok('document', `${pageviews} views, ${visitors.count} visitors`),
      isOther
        ? problem(
            'salt',
            'SALT differs from the one that the document was counted with: set that one',
          )
        : ok(
            'salt',
            salt === undefined ? 'the next commit keeps its fingerprint' : 'the document knows it',
          ),
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
