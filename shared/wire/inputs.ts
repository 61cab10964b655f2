/**
 * The schemas of everything that comes in by query, and the one way to read it. They check here, and
 * the API description is generated from them.
 */
import type { Context } from 'hono';
import * as z from 'zod/mini';
import { hexOf } from '../badge/badge-color.ts';
import { BADGE_STYLES } from '../badge/draw-badge.ts';
import { Failure, type FailureKind } from '../errors.ts';

/** A UUID, or one of the `v-…` ids that the old page script made. */
export const vidSchema = z.string().check(z.regex(/^[A-Za-z0-9_-]{8,64}$/));

/** What a view or a reader names. Any text is taken: what is no page counts among the others. */
export const pageSchema = z.string();
export const sourceSchema = z.string();
/** Pages that are only asked for: of what is none nothing is told. */
export const pagesSchema = z.array(z.string());
export const badgePageSchema = z.string().check(z.regex(/^\//));

/** `due` is what REPORT_EVERY says. */
export const reportPeriodSchema = z.enum(['due', 'day', 'week', 'month']);

export const BADGE_SHOWS = ['count', 'unique', 'both', 'today'] as const;
export const LABEL_CHARACTERS_MAX = 64;

export const badgeShowSchema = z.enum(BADGE_SHOWS);
export const badgeStyleSchema = z.enum(BADGE_STYLES);
/** A name of shields', or 3 or 6 hex digits. */
export const badgeColorSchema = z.string().check(z.refine((color) => hexOf(color) !== undefined));
/** Control characters and halves of characters have no place in XML. */
export const badgeLabelSchema = z.string().check(
  z.regex(/^[^\p{Cc}\p{Cs}\uFFFE\uFFFF]*$/u),
  z.refine((label) => [...label].length <= LABEL_CHARACTERS_MAX),
);
/** Added to the number shown: what another counter had before. */
export const badgeBaseSchema = z.string().check(z.regex(/^\d{1,12}$/));
/** Of `/health`: whether the store is looked at too. */
export const deepSchema = z.enum(['0', '1']);
export const switchSchema = z.enum(['on', 'off', 'true', 'false', '1', '0']);

/** An on/off parameter of the query; off when absent. */
export function readSwitch(context: Context, name: string): boolean {
  const word = readQuery(context, name, switchSchema);
  return word === 'on' || word === 'true' || word === '1';
}

/**
 * The value of a query parameter, checked; undefined when it is absent or blank.
 * @throws Failure of the kind given when it is repeated or does not fit its schema.
 */
export function readQuery<T>(
  context: Context,
  name: string,
  schema: z.ZodMiniType<T>,
  failure: FailureKind = 'invalid-query',
): T | undefined {
  return readOne(context.req.queries(name) ?? [], name, schema, failure);
}

/** The one value among those given under a name, as `readQuery`. @throws Failure */
export function readOne<T>(
  values: readonly string[],
  name: string,
  schema: z.ZodMiniType<T>,
  failure: FailureKind,
): T | undefined {
  if (values.length > 1) throw new Failure(failure, `${name} is given ${values.length} times`);
  const value = values[0]?.trim() ?? '';
  if (value === '') return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Failure(failure, `${name} is malformed`);
}
