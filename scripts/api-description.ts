/**
 * The API description that `/openapi.json` serves (OpenAPI 3.1), made at build time from the very schemas
 * that check the input and type the replies. test/runtime/api-description.test.ts holds it against both runtimes.
 */
import * as z from 'zod/mini';
import { COLOR_NAMES } from '../shared/badge/badge-color.ts';
import { FAILURE_ANSWERS, type FailureKind } from '../shared/errors.ts';
import { type Access, ROUTE_PATHS, ROUTES, type RoutePath } from '../shared/route-table.ts';
import { summaryReplySchema } from '../shared/summary/summary-schema.ts';
import {
  badgeBaseSchema,
  badgeColorSchema,
  badgeLabelSchema,
  badgePageSchema,
  badgeShowSchema,
  badgeStyleSchema,
  deepSchema,
  LABEL_CHARACTERS_MAX,
  pageSchema,
  pagesSchema,
  reportPeriodSchema,
  sourceSchema,
  switchSchema,
  vidSchema,
} from '../shared/wire/inputs.ts';
import {
  badgeReplySchema,
  healthReplySchema,
  pageListReplySchema,
  pagesReplySchema,
  reportReplySchema,
  totalsReplySchema,
} from '../shared/wire/outputs.ts';

type Schema = z.core.$ZodType;
type Json = Readonly<Record<string, unknown>>;

interface Operation {
  readonly summary: string;
  readonly query?: Readonly<Record<string, Schema>>;
  /** Fields that a POST may carry as a form, in place of the query's. */
  readonly form?: Readonly<Record<string, Schema>>;
  /** What of it needs the token, where the table of routes lets anybody ask. */
  readonly tokenFor?: string;
  /** A named schema, or the content type of what is no JSON of ours. */
  readonly reply: keyof typeof REPLIES | `${string}/${string}`;
  readonly failures: readonly FailureKind[];
}

const REPLIES = {
  Totals: totalsReplySchema,
  Pages: z.union([pagesReplySchema, pageListReplySchema]),
  Report: reportReplySchema,
  Stats: summaryReplySchema,
  Health: healthReplySchema,
  Badge: badgeReplySchema,
} as const satisfies Readonly<Record<string, Schema>>;

const STORE = ['unavailable', 'conflict', 'corrupt-document', 'misconfigured'] as const;
const BADGE = {
  label: badgeLabelSchema,
  color: badgeColorSchema,
  style: badgeStyleSchema,
  show: badgeShowSchema,
  base: badgeBaseSchema,
  abbreviated: switchSchema,
  hit: switchSchema,
  page: badgePageSchema,
};
/** What a view names. */
const NAMES = { page: pageSchema, from: sourceSchema, show: pagesSchema };

/**
 * Of a label: not every reader of JSON Schema knows `\p{…}`. Halves of characters are left out of it, since
 * no address can hold one.
 */
const ONE_LINE = '^[^\\x00-\\x1f\\x7f-\\x9f\\ufffe\\uffff]*$';

/** What `z.refine` says in code alone, said again: the description must not promise more than is taken. */
const REFINED: ReadonlyMap<Schema, Json> = new Map<Schema, Json>([
  [badgeLabelSchema, { maxLength: LABEL_CHARACTERS_MAX, pattern: ONE_LINE }],
  [badgeColorSchema, { pattern: `^(#?([0-9A-Fa-f]{3}){1,2}|${COLOR_NAMES.join('|')})$` }],
]);

/** The old function's way to ask for a report. */
const OLD_REPORT = {
  name: 'report',
  in: 'query',
  schema: { const: '1' },
  deprecated: true,
  description: 'as /report',
};

/** Pages, scripts and pictures for browsers are no part of it. */
export const OPERATIONS: Readonly<Record<RoutePath, Operation>> = {
  '/counter': {
    summary: 'Counts a view, of the visitor with that id or of nobody known',
    query: { vid: vidSchema, ...NAMES },
    form: { vid: vidSchema, ...NAMES },
    reply: 'Totals',
    failures: ['invalid-vid', 'forbidden', 'too-large', ...STORE],
  },
  '/totals': {
    summary: 'The numbers of at most a minute ago; counts nothing',
    query: { page: pageSchema },
    reply: 'Totals',
    failures: ['invalid-query', 'forbidden', ...STORE],
  },
  '/pages': {
    summary: 'The views of up to 50 pages; without a path the tables of pages and sources',
    query: { path: pagesSchema },
    tokenFor: 'the tables, but for PUBLIC_STATS',
    reply: 'Pages',
    failures: ['invalid-query', 'forbidden', 'too-many-requests', ...STORE],
  },
  '/report': {
    summary: 'Mails the report; with once=day at most once a UTC day',
    query: { once: reportPeriodSchema },
    reply: 'Report',
    failures: ['invalid-query', 'forbidden', 'too-many-requests', 'too-large', ...STORE],
  },
  '/stats': {
    summary: 'The figures of days and months; without a token where PUBLIC_STATS is on',
    reply: 'Stats',
    failures: ['forbidden', 'too-many-requests', ...STORE],
  },
  '/document': {
    summary: 'The stored document',
    reply: 'application/json',
    failures: ['forbidden', 'too-many-requests', ...STORE],
  },
  '/health': {
    summary: 'That it runs; with deep=1 (token) whether the store can be reached',
    query: { deep: deepSchema },
    tokenFor: 'deep=1',
    reply: 'Health',
    failures: ['invalid-query', 'forbidden', 'too-many-requests'],
  },
  '/noscript.gif': {
    summary: 'Counts a view by an image',
    query: { page: pageSchema },
    reply: 'image/gif',
    failures: ['forbidden', ...STORE],
  },
  '/badge.svg': {
    summary: 'The number as a badge',
    query: BADGE,
    reply: 'image/svg+xml',
    failures: ['forbidden', 'misconfigured'],
  },
  '/badge.json': {
    summary: 'The number for the endpoint badge of shields.io',
    query: BADGE,
    reply: 'Badge',
    failures: ['forbidden', 'misconfigured'],
  },
};

export function describeApi(): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Visitor counter',
      version: '1.0.0',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    // Relative: a gateway puts a prefix before it.
    servers: [{ url: '.' }],
    paths: Object.fromEntries(ROUTE_PATHS.map((path) => [path, pathItem(path)])),
    components: {
      schemas: { ...mapValues(REPLIES, toJsonSchema), Failure: failureSchema() },
      responses: allFailureResponses(),
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'REPORT_TOKEN' },
        tokenInQuery: { type: 'apiKey', in: 'query', name: 'token' },
      },
    },
  };
}

function pathItem(path: RoutePath): Json {
  const operation = OPERATIONS[path];
  const parameters = [
    ...Object.entries(operation.query ?? {}).map(([name, schema]) => ({
      name,
      in: 'query',
      schema: toJsonSchema(schema),
    })),
    ...(path === '/counter' ? [OLD_REPORT] : []),
  ];
  const { access, methods } = ROUTES[path];
  return {
    ...(parameters.length > 0 && { parameters }),
    ...Object.fromEntries(
      methods.map((method) => [
        method.toLowerCase(),
        { ...operationObject(operation, access), ...(method === 'POST' && requestBody(operation)) },
      ]),
    ),
  };
}

function requestBody({ form }: Operation): Json {
  if (form === undefined) return {};
  const schema = { type: 'object', properties: mapValues(form, toJsonSchema) };
  return {
    requestBody: { content: { 'application/x-www-form-urlencoded': { schema } } },
  };
}

function operationObject(operation: Operation, access: Access): Json {
  const { failures, reply, summary, tokenFor } = operation;
  const ways = [{ token: [] }, { tokenInQuery: [] }];
  const isForSome = access === 'owner-unless-public' || tokenFor !== undefined;
  return {
    summary,
    ...(access === 'owner' && { security: ways }),
    ...(isForSome && { security: [{}, ...ways] }),
    responses: { 200: success(reply), ...failureResponses(failures, reply === 'Health') },
  };
}

function success(reply: Operation['reply']): Json {
  const content = reply.includes('/')
    ? { [reply]: {} }
    : { 'application/json': { schema: reference(reply) } };
  return { description: 'Done', content };
}

/** One response for each status, with the words that it may carry. The deep health's 503 is a health reply. */
function failureResponses(failures: readonly FailureKind[], isHealth: boolean): Json {
  const responses = Object.entries(wordsByStatus(failures)).map(([status, words]) => [
    status,
    { $ref: `#/components/responses/${words.join('.')}` },
  ]);
  const unwell = { description: 'something is wrong', content: json('Health') };
  return Object.fromEntries([...responses, ...(isHealth ? [[503, unwell]] : [])]);
}

/** All of them once, by their words: the Worker carries the description. */
function allFailureResponses(): Json {
  const groups = Object.values(OPERATIONS).flatMap(({ failures }) =>
    Object.values(wordsByStatus(failures)),
  );
  return Object.fromEntries(
    groups.map((words) => [
      words.join('.'),
      { description: words.join(', '), content: json('Failure') },
    ]),
  );
}

function wordsByStatus(failures: readonly FailureKind[]): Record<string, FailureKind[]> {
  const words: Record<string, FailureKind[]> = {};
  for (const kind of failures) {
    const { status } = FAILURE_ANSWERS[kind];
    words[status] = [...(words[status] ?? []), kind];
  }
  return words;
}

function failureSchema(): Json {
  const error = { enum: Object.keys(FAILURE_ANSWERS) };
  return {
    type: 'object',
    properties: { ok: { const: false }, error },
    required: ['ok', 'error'],
  };
}

const json = (name: string): Json => ({ 'application/json': { schema: reference(name) } });
const reference = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

/** As it goes over the wire; objects may gain fields in time, so none is closed. */
function toJsonSchema(schema: Schema): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    override: ({ jsonSchema, zodSchema }) => {
      Object.assign(jsonSchema, refinementOf(zodSchema));
      // Every whole number would carry this bound of JavaScript's.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  return rest;
}

/** @throws when a schema refines by code and nobody has said what that is in JSON Schema. */
function refinementOf(schema: Schema): Json {
  const { checks = [] } = schema._zod.def;
  if (!checks.some((check) => check._zod.def.check === 'custom')) return {};
  const said = REFINED.get(schema);
  if (said === undefined) throw new Error('a schema with z.refine is missing in REFINED');
  return said;
}

function mapValues<T>(
  record: Readonly<Record<string, T>>,
  map: (value: T, name: string) => Json,
): Json {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, map(value, name)]),
  );
}
