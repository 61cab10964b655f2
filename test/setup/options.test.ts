/** What setup can be told, by its command line and by the environment. */
import { describe, expect, test } from 'vitest';
import { helpText } from '../../setup/help.ts';
import { OPTIONS, parseWishes } from '../../setup/options.ts';

describe('setup', () => {
  test('is told by options and by the environment, and options win', () => {
    const parsed = parseWishes(['--bucket', 'mine', '--dry-run'], {
      BUCKET: 'other',
      OCI_CLI_PROFILE: 'ADMIN',
      OCI_REGION: '',
      OCI_CLI_REGION: 'eu-zurich-1',
    });
    expect(parsed).toEqual({
      kind: 'run',
      wishes: {
        target: 'edge',
        given: { bucket: 'mine', profile: 'ADMIN', region: 'eu-zurich-1' },
        newToken: false,
        yes: false,
        dryRun: true,
        remove: false,
        withData: false,
      },
    });
  });

  test.each([
    [['--nme', 'x'], '--nme is no option: did you mean name?'],
    [['--bucket'], '--bucket needs a value: --bucket NAME'],
    [['--email', '--yes'], '--email needs a value: --email ADDRESS'],
    [['--yes=no'], '--yes takes no value'],
    [['--email', 'nobody'], '--email is "nobody": it must be an address'],
    [['--name', 'My Blog'], '--name "My Blog" must be lower-case letters'],
    [['--with-data'], '--with-data goes with --remove'],
    [['gatewy'], 'setup does not take "gatewy": did you mean gateway?'],
    [['gateway', 'now'], 'setup does not take "now"'],
  ])('%j is refused in one sentence', (args, problem) => {
    const parsed = parseWishes(args, {});
    expect(parsed.kind === 'wrong' && parsed.problem).toContain(problem);
  });

  test('takes the gateway in the place of the edge', () => {
    const parsed = parseWishes(['gateway', '--yes'], {});
    expect(parsed).toMatchObject({ kind: 'run', wishes: { target: 'gateway', yes: true } });
  });

  test('tells each option in its help', () => {
    expect(parseWishes(['--help'], {})).toEqual({ kind: 'help' });
    for (const name of Object.keys(OPTIONS)) expect(helpText()).toContain(`  --${name}`);
  });
});
