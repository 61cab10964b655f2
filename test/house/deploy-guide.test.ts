/** docs/deploy.md: its commands can be pasted one after the other, and say what the project's files say. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { functionStatements, matchingRule, userStatements } from '../../setup/policy.ts';

const GUIDE = readFileSync('docs/deploy.md', 'utf8');
const BLOCKS = [...GUIDE.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, text = '']) => text);
/** The token is the reader's own secret, for the last section; `HOST` is what the path before ended with. */
const OF_THE_READER = ['REPORT_TOKEN'];

const matches = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].map(([, name = '']) => name);

describe('the commands', () => {
  test.each(BLOCKS.map((text) => [text.split('\n')[0], text]))('are a shell’s: %s', (_, text) => {
    const { status, stderr } = spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test('use only what was exported before, and export only what is used', () => {
    const exported = new Set(OF_THE_READER);
    const used = new Set<string>();
    for (const line of BLOCKS.join('\n').replaceAll('\\\n', ' ').split('\n')) {
      const names = matches(line, /\$\{?([A-Z][A-Z_]+)/g);
      expect(
        names.filter((name) => !exported.has(name)),
        line,
      ).toEqual([]);
      for (const name of names) used.add(name);
      const [made] = matches(line, /^export ([A-Z_]+)=/g);
      if (made !== undefined) exported.add(made);
    }
    expect([...exported].sort()).toEqual([...used].sort());
  });

  test('write policies that are lists of statements, with every name filled in', () => {
    const policies = BLOCKS.flatMap((text) =>
      matches(text, /(cat > policy\.json <<END\n[\s\S]*?\nEND)\n/g),
    );
    expect(policies).toHaveLength(3);
    for (const policy of policies) {
      const script = `${policy.replace('> policy.json', '')}\n`;
      const env = {
        PATH: process.env.PATH ?? '',
        BUCKET: 'a-bucket',
        COMPARTMENT: 'ocid1.compartment.x',
        OCI_USER_OCID: 'ocid1.user.x',
      };
      const { stdout } = spawnSync('bash', ['-u'], { input: script, env, encoding: 'utf8' });
      const statements = JSON.parse(stdout) as readonly string[];
      for (const statement of statements) {
        expect(statement).toMatch(
          /^Allow (group|dynamic-group|any-user) ?\S* to .* in (tenancy|compartment id ocid1)/,
        );
      }
    }
  });

  test('ask npm to be silent where a result may be kept', () => {
    expect(matches(GUIDE, /(npm run cli.*)/g)).toEqual([]);
    const help =
      readFileSync('cli/command-line.ts', 'utf8') + readFileSync('local/welcome.ts', 'utf8');
    expect(matches(help, /(npm run cli.*)/g)).toEqual([]);
  });
});

describe('the guide', () => {
  const at = (words: string) => {
    const place = GUIDE.indexOf(words);
    expect(place, words).toBeGreaterThan(-1);
    return place;
  };

  test('begins with the one command', () => {
    expect(at('npm run setup')).toBeLessThan(at('oci os bucket create'));
  });

  test('installs wrangler before it is called, and gives the region where it stays', () => {
    expect(at('\nnpm ci\n')).toBeLessThan(at('npx wrangler login'));
    expect(GUIDE).toContain('npx wrangler secret put OCI_REGION');
    expect(GUIDE).not.toContain('--var ');
  });

  test('makes users, groups and policies in the home region', () => {
    const calls = matches(
      BLOCKS.join('\n'),
      /^(?:export \w+=\$\()?(oci iam (?:user|group|policy|dynamic-group|auth-token) .*)$/gm,
    );
    expect(calls.length).toBeGreaterThan(8);
    for (const call of calls) expect(call).toContain('--region $HOME_REGION');
  });

  test('makes each group that a policy names', () => {
    const text = BLOCKS.join('\n').replaceAll('\\\n', ' ');
    for (const name of matches(text, /Allow group (\S+) to/g))
      expect(text).toMatch(new RegExp(`oci iam group create [^\n]*--name ${name} `));
    for (const name of matches(text, /Allow dynamic-group (\S+) to/g))
      expect(text).toMatch(new RegExp(`oci iam dynamic-group create [^\n]*--name ${name} `));
  });

  test('deletes the key only after its last use, and says what to keep', () => {
    expect(at('then delete `counter.pem`')).toBeGreaterThan(GUIDE.lastIndexOf('cat counter.pem'));
    expect(GUIDE).toContain('**Keep SALT and REPORT_TOKEN**');
  });

  test('makes a log group before the log, and asks for no deprecated one', () => {
    expect(at('oci logging log-group create')).toBeLessThan(at('oci logging log create'));
    expect(readFileSync('docs/gateway-spec.json', 'utf8')).not.toContain('"isEnabled"');
  });

  test('deploys the Function without a change of a tracked file', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      readonly scripts: Readonly<Record<string, string>>;
    };
    expect(scripts['deploy:function']).toContain('--no-bump');
  });

  test('writes the statements that setup writes', () => {
    const place = { compartmentId: '$COMPARTMENT', bucket: '$BUCKET', object: 'counter.json' };
    const statements = [
      ...userStatements('visitor-counter', '$OCI_USER_OCID', place),
      ...functionStatements('dg-counter', place),
    ];
    for (const statement of statements) expect(GUIDE).toContain(`"${statement}"`);
    expect(GUIDE).toContain(`"${matchingRule('$COMPARTMENT')}"`);
  });
});

test('the fn CLI is of the version that the workflow installs', () => {
  const [version] = matches(
    readFileSync('.github/workflows/deploy.yml', 'utf8'),
    /FN_VERSION: (\S+)/g,
  );
  expect(GUIDE).toContain(`/fnproject/cli/releases/download/${version}/fn_linux`);
});

test('the context and the registry are those of the workflow', () => {
  const workflow = readFileSync('.github/workflows/deploy.yml', 'utf8').replaceAll('"', '');
  const keys = (text: string) => matches(text, /fn update context (\S+)/g).sort();
  expect(keys(GUIDE)).toEqual(keys(workflow));
  const hosts = (text: string) =>
    [...new Set(matches(text, /\b((?:ocir|functions)\.\$\w+\.\S+?\.com)/g))].sort();
  const ours = hosts(workflow).map((host) => host.replace('$OCI_REGION', '$OCI_CLI_REGION'));
  expect(hosts(GUIDE)).toEqual(ours);
  expect(ours).toHaveLength(2);
});
