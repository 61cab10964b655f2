/** What wrangler prints for programs -> what setup asks of it. Pure. */
import type { WorkerState } from '../known.ts';

type Fields = Readonly<Record<string, unknown>>;

export function parseObject(text: string): Fields | undefined {
  try {
    return Object(JSON.parse(text.slice(text.indexOf('{')))) as Fields;
  } catch {
    return undefined;
  }
}

export function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? (value as readonly Fields[]) : [];
}

export function toState(version: Fields): WorkerState {
  const { annotations, resources } = version as { annotations?: Fields; resources?: Fields };
  const bindings = listOf(resources?.bindings);
  const vars = bindings
    .filter(({ type }) => type === 'plain_text')
    .map(({ name, text }) => [String(name), String(text)] as const);
  const secrets = bindings
    .filter(({ type }) => type === 'secret_text')
    .map(({ name }) => String(name));
  const tag = annotations?.['workers/tag'];
  return {
    vars: Object.fromEntries(vars),
    secrets,
    tag: typeof tag === 'string' ? tag : undefined,
  };
}

/** From what wrangler writes for programs: a line of JSON for each thing that it did. */
export function deployedTargets(lines: string): readonly string[] {
  const deployment = lines
    .split('\n')
    .map(parseObject)
    .findLast((entry) => entry?.type === 'deploy');
  const targets = Array.isArray(deployment?.targets) ? deployment.targets : [];
  return targets
    .map(String)
    .filter((target) => /^(https?:\/\/)?[\w.-]+(:\d+)?\/?$/.test(target))
    .map((target) => (/^https?:/.test(target) ? target : `https://${target}`).replace(/\/$/, ''));
}
