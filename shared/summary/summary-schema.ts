/**
 * The JSON of `/stats` and of the mail, as a type and as the schema that the API description is generated
 * from. Imported as a type elsewhere, so that no deployed bundle carries the schema.
 */
import * as z from 'zod/mini';

const count = z.int().check(z.nonnegative());
const date = z.string().check(z.regex(/^\d{4}-\d\d-\d\d$/));
const sums = { pageviews: count, dailyVisitors: count, newVisitors: count };
/** `before`: the span of the same length right before; absent when history is not that long. */
const period = z.object({ ...sums, before: z.optional(z.object(sums)) });

export const summaryReplySchema = z.object({
  ok: z.literal(true),
  /** What SITE_NAME calls the site; in `/stats` only. */
  siteName: z.optional(z.string()),
  /** Unix seconds, as are all that end in `At`. */
  at: count,
  /** Whose days and months these are; absent for UTC. */
  timeZone: z.optional(z.string()),
  totals: z.object({
    count,
    unique: count,
    /** Relative standard error of `unique`; absent while it is exact. */
    uniqueError: z.optional(z.number()),
    updatedAt: count,
  }),
  /** Visitors in `unique` without a hash, who count again when they return; in `/stats`, unless none. */
  forgottenVisitors: z.optional(count),
  /** `dailyVisitors` adds up the visitors of each day: who came on two days is in it twice. */
  today: z.object({ date, ...period.shape }),
  /** `weekBefore`: the same weekday a week before; absent when history does not go back to it. */
  yesterday: z.object({ ...period.shape, weekBefore: z.optional(z.object(sums)) }),
  /** The last full days, before today. */
  last7Days: period,
  last30Days: period,
  /** The last whole calendar ones, beside those before them: from Monday, and from the first. */
  lastWeek: z.optional(z.object({ start: date, ...period.shape })),
  lastMonth: z.optional(z.object({ start: date, ...period.shape })),
  bestDay: z.optional(z.object({ date, pageviews: count, visitors: count })),
  /** At most 400 days, oldest first, without gaps; days after the last one had no view. */
  days: z.optional(
    z.object({
      start: date,
      pageviews: z.array(count),
      visitors: z.array(count),
      newVisitors: z.array(count),
    }),
  ),
  months: z.optional(
    z.object({
      start: z.string().check(z.regex(/^\d{4}-\d\d$/)),
      pageviews: z.array(count),
      newVisitors: z.array(count),
    }),
  ),
  /** The totals at the last report. In `/stats` its kind, and when Oracle took the mail, where that is known. */
  lastReport: z.optional(
    z.object({
      at: count,
      pageviews: count,
      uniqueVisitors: count,
      kind: z.optional(z.enum(['day', 'week', 'month', 'byHand'])),
      mailedAt: z.optional(count),
    }),
  ),
  /** Object Storage requests of this UTC month, and how many are free. */
  storeRequests: z.object({ used: count, free: count }),
  /** Visits that are counted and not in the stored document yet; in `/stats` only. */
  pending: z.optional(count),
  /** When the document was stored last, whoever stored it; absent before it was. */
  lastCommitAt: z.optional(count),
  /** For the owner's eyes: absent where anybody may look. */
  warnings: z.optional(z.array(z.string())),
  /** What cannot be mended and is worth knowing; for the owner's eyes too. */
  notes: z.optional(z.array(z.string())),
});
export type SummaryReply = z.infer<typeof summaryReplySchema>;
