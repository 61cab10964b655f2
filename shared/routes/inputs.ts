/**
 * The schemas of everything that comes in by query, and the one way to read it. They check here, and
 * the API description is generated from them.
 */
import type { Context } from 'hono';
import * as z from 'zod/mini';
import { Failure, type FailureKind } from '../errors.ts';

/** A UUID, or one of the `v-…` ids that the old page script made. */
export const vidSchema = z
  .string()
  .check(z.regex(/^[A-Za-z0-9_-]{8,64}$/, 'vid must be 8 to 64 of A-Z a-z 0-9 - _'));

export const reportPeriodSchema = z.enum(['day']);

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
  const values = context.req.queries(name) ?? [];
  if (values.length > 1) throw new Failure(failure, `${name} is given ${values.length} times`);
  const value = values[0]?.trim() ?? '';
  if (value === '') return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Failure(failure, `${name} is malformed`);
}
