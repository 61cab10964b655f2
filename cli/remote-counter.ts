/**
 * A running counter, asked over HTTP with its report token: no key of Oracle is needed. The token goes in
 * a header, so that no address holds it, and to no other address that the counter may redirect to.
 */
import { CorruptDocument } from '../shared/counter/corrupt-document.ts';
import { parseDocument } from '../shared/counter/document.ts';
import { Failure } from '../shared/errors.ts';
import type { Environment } from '../shared/settings/settings.ts';
import type { CounterSource } from './counter-source.ts';
import { errorCode } from './error-code.ts';

/** A report waits for the store and for the mail, 8 s each. */
const ANSWER_MS = 30_000;
/** What the counter itself holds it to; an export forgets no visitor that is in it. */
const LIMITS = { exactVisitorsMax: 2048 };

/** Without `token`, the settings' REPORT_TOKEN is tried. */
export function remoteCounter(
  url: string,
  token: string | undefined,
  env: Environment,
): CounterSource {
  const fromSettings = typeof env.REPORT_TOKEN === 'string' ? env.REPORT_TOKEN : undefined;
  const ask = (path: string, method: 'GET' | 'POST' = 'GET') =>
    askCounter(url, path, method, token ?? fromSettings);
  return {
    name: url,
    async totals() {
      const { count, unique, updatedAt, uniqueError } = fieldsOf(await ask('/totals'));
      if (!isNumber(count) || !isNumber(unique) || !isNumber(updatedAt)) throw notACounter(url);
      return { count, unique, updatedAt, ...(isNumber(uniqueError) && { uniqueError }) };
    },
    async document() {
      const text = await ask('/document');
      try {
        return parseDocument(text, LIMITS);
      } catch (error) {
        if (error instanceof CorruptDocument) throw notACounter(url);
        throw error;
      }
    },
    async report(once) {
      const { already, report } = fieldsOf(await ask(`/report${once ? '?once=day' : ''}`, 'POST'));
      if (report === true) return 'mailed';
      if (already === true) return 'already';
      throw notACounter(url);
    },
  };
}

async function askCounter(
  url: string,
  path: string,
  method: 'GET' | 'POST',
  token: string | undefined,
): Promise<string> {
  const { answer, text } = await send(`${url.replace(/\/+$/, '')}${path}`, {
    method,
    redirect: 'manual',
    signal: AbortSignal.timeout(ANSWER_MS),
    ...(token !== undefined && { headers: { Authorization: `Bearer ${token}` } }),
  });
  if (answer.ok) return text;
  if (answer.status === 403) {
    const way = token === undefined ? 'name its token by --token' : 'it takes another token';
    throw new Failure('forbidden', `${url} refuses ${path.split('?')[0]}: ${way}`);
  }
  const { error } = fieldsOf(text);
  const said = typeof error === 'string' ? ` ${error}` : '';
  throw new Failure('unavailable', `${url} answered ${answer.status}${said}`);
}

async function send(url: string, init: RequestInit) {
  try {
    const answer = await fetch(url, init);
    return { answer, text: await answer.text() };
  } catch (error) {
    const { cause } = error instanceof Error ? error : {};
    const code = errorCode(cause);
    const detail =
      code === 'unreadable'
        ? `nothing within ${ANSWER_MS / 1000} s, or a token that no header can hold`
        : code;
    throw new Failure('unavailable', `no answer from ${new URL(url).host} (${detail})`);
  }
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function notACounter(url: string): Failure {
  return new Failure('not-found', `${url} answers, but not as a counter does: check the address`);
}
