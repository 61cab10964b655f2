/** `/openapi.json`, held against what both runtimes really answer: every route is in it, and every reply fits. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { REPORT_TOKEN } from './base-settings.ts';
import { RUNTIMES, type Runtime } from './runtimes.ts';

type Schema = z.core.JSONSchema.JSONSchema;

interface Parameter {
  readonly name: string;
  readonly schema: Schema;
  readonly deprecated?: boolean;
}

interface Answer {
  readonly content: Readonly<Record<string, { readonly schema?: { readonly $ref: string } }>>;
}

interface Operation {
  readonly security?: readonly object[];
  readonly responses: Readonly<Record<string, Answer | { readonly $ref: string }>>;
}

type PathItem = Partial<Readonly<Record<'get' | 'post', Operation>>> & {
  readonly parameters?: readonly Parameter[];
};

interface Description {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly responses: Readonly<Record<string, Answer>>;
    readonly securitySchemes: Readonly<Record<string, object>>;
  };
}

const OWNER = { authorization: `Bearer ${REPORT_TOKEN}` };

/** Path with query, method, headers: what a caller may do with it, right and wrong. */
const CALLS: readonly (readonly [string, RequestInit?])[] = [
  ['/counter'],
  ['/counter?vid=a-visitor-1', { method: 'POST' }],
  ['/counter?vid=%20!'],
  ['/counter?page=/a&from=&show=/b&show=/c'],
  ['/totals'],
  ['/totals?page=/a'],
  ['/totals?page=/a&page=/b'],
  ['/pages?path=/a&path=/b'],
  ['/pages', { headers: OWNER }],
  ['/pages'],
  ['/noscript.gif?page=/a'],
  ['/badge.svg?page=/a'],
  ['/report', { headers: OWNER }],
  ['/report?once=day', { method: 'POST', headers: OWNER }],
  ['/report?once=day', { method: 'POST', headers: OWNER }],
  ['/report?once=year', { headers: OWNER }],
  ['/report'],
  ['/stats', { headers: OWNER }],
  ['/stats'],
  ['/document', { headers: OWNER }],
  ['/document'],
  ['/health'],
  ['/health?deep=1', { headers: OWNER }],
  ['/health?deep=1'],
  ['/health?deep=2'],
  ['/noscript.gif'],
  ['/badge.svg?show=both&style=flat-square'],
  ['/badge.svg?style=round'],
  ['/badge.json?base=10&abbreviated=1'],
  ['/badge.json?base=ten'],
];

/** What is none counts, or is left out; it is never refused. */
const PAGES = ['/a', '/a/index.html', 'javascript:alert(1)', `/${'a'.repeat(300)}`];

const SWITCH = ['on', 'off', 'true', 'false', '1', '0'];

/** Parameter, path, values that are taken, values that are refused. */
const VALUES: readonly (readonly [string, string, readonly string[], readonly string[]])[] = [
  [
    'vid',
    '/counter',
    ['a-visitor-1', 'A_b-3'.repeat(12)],
    ['short', 'x'.repeat(65), 'a visitor 1'],
  ],
  ['page', '/counter', PAGES, []],
  ['from', '/counter', ['', 'https://example.com/', 'newsletter', 'a word'], []],
  ['show', '/counter', PAGES, []],
  ['page', '/totals', PAGES, []],
  ['path', '/pages', PAGES, []],
  ['page', '/noscript.gif', PAGES, []],
  ['page', '/badge.svg', ['/', '/a?b', `/${'a'.repeat(300)}`], ['a', 'https://example.com/a']],
  ['once', '/report', ['due', 'day', 'week', 'month'], ['year', 'DAY']],
  ['deep', '/health', ['0', '1'], ['2', 'true']],
  [
    'label',
    '/badge.svg',
    ['x'.repeat(64), '🙂'.repeat(64), '<&"'],
    ['x'.repeat(65), '🙂'.repeat(65), 'a\nb'],
  ],
  [
    'color',
    '/badge.svg',
    ['blue', 'lightgrey', '4c1', '#4C1', 'a4a61d'],
    ['azure', '4c', '#12345', 'Blue'],
  ],
  ['style', '/badge.svg', ['flat', 'for-the-badge'], ['round']],
  ['show', '/badge.svg', ['count', 'unique', 'both', 'today'], ['all']],
  ['base', '/badge.svg', ['0', '999999999999'], ['-1', '1.5', '1000000000000']],
  ['abbreviated', '/badge.svg', SWITCH, ['yes']],
  ['hit', '/badge.svg', SWITCH, ['yes']],
];

describe.each(RUNTIMES.map((kind) => [kind.name, kind] as const))('on the %s', (_, kind) => {
  let runtime: Runtime;
  let description: Description;

  beforeAll(async () => {
    runtime = await kind.start();
    const answer = await runtime.fetch('/openapi.json');
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    description = (await answer.json()) as Description;
  });

  afterAll(() => runtime.close());

  test('is an OpenAPI 3.1 document, whose references lead somewhere', () => {
    expect(description.openapi).toBe('3.1.0');
    const references = JSON.stringify(description).matchAll(
      /"\$ref":"#\/components\/(schemas|responses)\/([\w.-]+)"/g,
    );
    const names = [...references].map(([, kind = '', name = '']) => [kind, name]);
    expect(names.length).toBeGreaterThan(20);
    for (const name of names) expect(description.components).toHaveProperty(name);
  });

  test('has every reply as it really comes', async () => {
    const seen = new Set<string>();
    for (const [path, init = {}] of CALLS) {
      const route = path.replace(/\?.*/, '');
      const method = init.method === 'POST' ? 'post' : 'get';
      const { parameters = [], ...operations } = description.paths[route] ?? {};
      const operation = operations[method];
      if (operation === undefined) throw new Error(`${method} ${route} is not described`);
      for (const name of new URL(path, 'http://x').searchParams.keys()) {
        expect(parameters.map((parameter) => parameter.name)).toContain(name);
      }
      const answer = await runtime.fetch(path, init);
      const type = answer.headers.get('content-type')?.replace(/;.*/, '') ?? '';
      const described = operation.responses[answer.status];
      const { content } =
        described !== undefined && '$ref' in described
          ? (description.components.responses[described.$ref.replace(/.*\//, '')] ?? {})
          : (described ?? {});
      expect(content, `${answer.status} of ${path}`).toHaveProperty([type]);
      const name = content?.[type]?.schema?.$ref.replace('#/components/schemas/', '');
      if (name !== undefined) {
        const schema = z.fromJSONSchema(description.components.schemas[name] ?? false);
        const parsed = schema.safeParse(await answer.json());
        expect(parsed.error?.issues, `${answer.status} of ${path}`).toBeUndefined();
      } else await answer.arrayBuffer();
      seen.add(route);
    }
    expect([...seen].sort()).toEqual(Object.keys(description.paths).sort());
  });

  test('asks for the token where it is needed, in either of its ways', () => {
    const { securitySchemes } = description.components;
    expect(Object.keys(securitySchemes)).toEqual(['token', 'tokenInQuery']);
    expect(securitySchemes.tokenInQuery).toEqual({ type: 'apiKey', in: 'query', name: 'token' });
    const needing = Object.entries(description.paths).filter(([, { get, post }]) =>
      [get, post].every(
        (operation) =>
          operation === undefined ||
          JSON.stringify(operation.security) === '[{"token":[]},{"tokenInQuery":[]}]',
      ),
    );
    expect(needing.map(([path]) => path).sort()).toEqual(['/document', '/report']);
  });

  test('says that the old way to ask for a report is there', async () => {
    const [old] =
      description.paths['/counter']?.parameters?.filter(({ name }) => name === 'report') ?? [];
    expect(old).toMatchObject({ schema: { const: '1' }, deprecated: true });
    expect((await runtime.fetch('/counter?report=1')).status).toBe(403);
  });

  test.each(VALUES)(
    'says of %s of %s what is taken, and what is not',
    async (name, path, taken, refused) => {
      const { parameters = [] } = description.paths[path] ?? {};
      const schema = parameters.find((parameter) => parameter.name === name)?.schema;
      const list = z.fromJSONSchema(schema ?? false);
      // One value of a list is a list of one.
      const isList = schema !== undefined && typeof schema === 'object' && schema.type === 'array';
      const described = isList ? z.preprocess((value) => [value], list) : list;
      const answered = async (value: string) => {
        const query = new URLSearchParams({ [name]: value });
        const answer = await runtime.fetch(`${path}?${query}`, { headers: OWNER });
        // A badge is an image in any case, and says itself that it refuses.
        const isRefusal = path === '/badge.svg' && (await answer.text()).includes('invalid');
        return isRefusal ? 400 : answer.status;
      };
      for (const value of taken) {
        expect([value, described.safeParse(value).success]).toEqual([value, true]);
        expect([value, await answered(value)]).toEqual([value, 200]);
      }
      for (const value of refused) {
        expect([value, described.safeParse(value).success]).toEqual([value, false]);
        expect([value, await answered(value)]).toEqual([value, 400]);
      }
    },
  );

  test('has such values for each parameter', () => {
    const tried = VALUES.map(([name, path]) => `${path} ${name}`);
    const all = Object.entries(description.paths).flatMap(([path, { parameters = [] }]) =>
      parameters.filter(({ deprecated }) => !deprecated).map(({ name }) => `${path} ${name}`),
    );
    const untried = all.filter((name) => !tried.includes(name));
    // The badge for shields takes what the other badge takes.
    expect(untried.filter((name) => !name.startsWith('/badge.json '))).toEqual([]);
  });
});
