/** `/openapi.json`, held against what both runtimes really answer: every route is in it, and every reply fits. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { REPORT_TOKEN } from './base-settings.ts';
import { RUNTIMES, type Runtime } from './runtimes.ts';

interface Description {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, z.core.JSONSchema.JSONSchema>> };
}

interface Operation {
  readonly parameters?: readonly { readonly name: string }[];
  readonly security?: readonly object[];
  readonly responses: Readonly<
    Record<
      string,
      {
        readonly content: Readonly<Record<string, { readonly schema?: { readonly $ref: string } }>>;
      }
    >
  >;
}

const OWNER = { authorization: `Bearer ${REPORT_TOKEN}` };

/** Path with query, method, headers: what a caller may do with it, right and wrong. */
const CALLS: readonly (readonly [string, RequestInit?])[] = [
  ['/counter'],
  ['/counter?vid=a-visitor-1', { method: 'POST' }],
  ['/counter?vid=%20!'],
  ['/totals'],
  ['/report', { headers: OWNER }],
  ['/report?once=day', { method: 'POST', headers: OWNER }],
  ['/report?once=day', { method: 'POST', headers: OWNER }],
  ['/report?once=week', { headers: OWNER }],
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
      /"\$ref":"#\/components\/schemas\/(\w+)"/g,
    );
    const names = [...references].map(([, name]) => name ?? '');
    expect(names.length).toBeGreaterThan(20);
    for (const name of names) expect(description.components.schemas).toHaveProperty(name);
  });

  test('has every reply as it really comes', async () => {
    const seen = new Set<string>();
    for (const [path, init = {}] of CALLS) {
      const route = path.replace(/\?.*/, '');
      const method = (init.method ?? 'GET').toLowerCase();
      const operation = description.paths[route]?.[method];
      if (operation === undefined) throw new Error(`${method} ${route} is not described`);
      for (const name of new URL(path, 'http://x').searchParams.keys()) {
        expect(operation.parameters?.map((parameter) => parameter.name)).toContain(name);
      }
      const answer = await runtime.fetch(path, init);
      const type = answer.headers.get('content-type')?.replace(/;.*/, '') ?? '';
      const content = operation.responses[answer.status]?.content;
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

  test('asks for the token where it is needed', () => {
    const needing = Object.entries(description.paths).filter(([, methods]) =>
      Object.values(methods).every(({ security }) => JSON.stringify(security) === '[{"token":[]}]'),
    );
    expect(needing.map(([path]) => path).sort()).toEqual(['/document', '/report']);
  });
});
