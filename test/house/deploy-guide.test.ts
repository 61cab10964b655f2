/** docs/deploy.md: its commands can be pasted one after the other, and say what the project's files say. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

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

test('the region comes first among what is to be edited, and never for one deployment alone', () => {
  const [edit = ''] = GUIDE.match(/Edit `\[vars\]`[\s\S]*?\n\n/) ?? [];
  expect(matches(edit, /`([A-Z_]+)`/g)[0]).toBe('OCI_REGION');
  expect(edit).toContain('deploy again');
  expect(GUIDE).not.toContain('--var ');
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
  const ours = hosts(workflow).map((host) => host.replace('$OCI_REGION', '$REGION'));
  expect(hosts(GUIDE)).toEqual(ours);
  expect(ours).toHaveLength(2);
});
