/**
 * What the routes answer, as types and as the schemas that the API description is generated from. The
 * routes import the types alone, so that no deployed bundle carries the schemas.
 */
import * as z from 'zod/mini';

const count = z.int().check(z.nonnegative());

export const totalsReplySchema = z.object({
  ok: z.literal(true),
  count: z.int().check(z.nonnegative()),
  unique: z.int().check(z.nonnegative()),
  /** Unix seconds; 0 before the first visit. */
  updatedAt: z.int().check(z.nonnegative()),
  /** Relative standard error of `unique`; absent while it is exact. */
  uniqueError: z.optional(z.number()),
  /** Views of the page that was named; absent where nobody knows them any more. */
  page: z.optional(count),
  /** Of the pages that were asked for, by what they were called. */
  pages: z.optional(z.record(z.string(), count)),
  /** Present when a request to count was not counted. */
  counted: z.optional(z.literal(false)),
  /** Why it was not counted: a bot, a prefetch, or the rate limit of its address. */
  reason: z.optional(z.enum(['bot', 'prefetch', 'rate-limit'])),
});
export type TotalsReply = z.infer<typeof totalsReplySchema>;

const viewsSchema = { views: count, month: count, before: count };
const topListSchema = {
  /** The most viewed first; `month` is this month, `before` the one before it. */
  rows: z.array(
    z.object({ name: z.string(), ...viewsSchema, since: z.string(), last: z.string() }),
  ),
  other: z.object(viewsSchema),
  unnamed: z.object(viewsSchema),
  imported: count,
  /** A date; null while nothing has been named. */
  began: z.nullable(z.string()),
};

export const pagesReplySchema = z.object({
  ok: z.literal(true),
  pages: z.record(z.string(), count),
});
export type PagesReply = z.infer<typeof pagesReplySchema>;

export const pageListReplySchema = z.object({
  ok: z.literal(true),
  ...topListSchema,
  sources: z.object(topListSchema),
});
export type PageListReply = z.infer<typeof pageListReplySchema>;

export const reportReplySchema = z.object({
  ok: z.literal(true),
  report: z.boolean(),
  already: z.optional(z.literal(true)),
});
export type ReportReply = z.infer<typeof reportReplySchema>;

/** What shields.io's endpoint badge reads. */
export const badgeReplySchema = z.object({
  schemaVersion: z.literal(1),
  label: z.string(),
  message: z.string(),
  color: z.string(),
  style: z.optional(z.string()),
  /** It shows no number: a parameter is wrong, or none is known. */
  isError: z.optional(z.literal(true)),
});
export type BadgeReply = z.infer<typeof badgeReplySchema>;

export const healthReplySchema = z.object({
  ok: z.boolean(),
  /** Settings are missing or wrong: the log names them. */
  misconfigured: z.optional(z.literal(true)),
  /** Visits that are taken and not in the stored document yet. */
  pending: z.optional(count),
  /** Unix seconds; null before the first of this process. */
  lastCommit: z.optional(z.nullable(count)),
  /** These with `deep=1`: `ok`, or what is wrong. */
  store: z.optional(z.string()),
  clock: z.optional(z.string()),
  warnings: z.optional(z.array(z.string())),
  storeRequests: z.optional(count),
  storeRequestsFree: z.optional(count),
});
export type HealthReply = z.infer<typeof healthReplySchema>;
