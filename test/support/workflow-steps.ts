/**
 * The steps of a workflow as its YAML has them: what each runs, and with which environment. Reads the plain
 * layout that .github/workflows keeps (lists at six spaces, mappings below at ten), and no other YAML.
 */
import { readFileSync } from 'node:fs';

export interface WorkflowStep {
  readonly name: string;
  readonly uses?: string;
  /** The shell's text. */
  readonly run?: string;
  /** Expressions such as `${{ vars.COUNTER_URL }}`, by the variable's name. */
  readonly env: Readonly<Record<string, string>>;
}

/** What GitHub starts for `shell: bash`, before the file with the step's text. */
export const STEP_SHELL = ['--noprofile', '--norc', '-eo', 'pipefail'] as const;

export function workflowText(workflow: string): string {
  return readFileSync(`.github/workflows/${workflow}.yml`, 'utf8');
}

export function workflowSteps(workflow: string): WorkflowStep[] {
  const [, ...parts] = workflowText(workflow).split(/^ {6}- /m);
  return parts.map((part) => {
    // A job that follows the last step ends it.
    const [text = ''] = `        ${part}`.split(/^ {0,4}\S/m);
    const field = (name: string) => new RegExp(`^ {8}${name}: (.*)$`, 'm').exec(text)?.[1];
    const block = (name: string) =>
      new RegExp(`^ {8}${name}:(?: \\|)?\\n((?: {10}.*\\n|\\n)+)`, 'm')
        .exec(text)?.[1]
        ?.replaceAll(/^ {10}/gm, '');
    const run = field('run') === '|' ? block('run') : field('run');
    const uses = field('uses');
    const env = [...(block('env') ?? '').matchAll(/^([A-Z_]+): (.*)$/gm)];
    return {
      name: field('name') ?? run ?? uses ?? '',
      ...(uses !== undefined && { uses }),
      ...(run !== undefined && { run }),
      env: Object.fromEntries(env.map(([, name = '', value = '']) => [name, value])),
    };
  });
}

/** The one step of that name. @throws when there is none. */
export function workflowStep(workflow: string, name: string): WorkflowStep {
  const step = workflowSteps(workflow).find((one) => one.name === name);
  if (step === undefined) throw new Error(`${workflow}.yml has no step "${name}"`);
  return step;
}
