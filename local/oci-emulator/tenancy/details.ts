/** Parts of `Create…Details` that many services share, and what all but Identity have in common. */
import * as z from 'zod/mini';

export const TAGS = z.optional(z.record(z.string(), z.string()));
export const DISPLAY_NAME = z.string().check(z.minLength(1), z.maxLength(255));

export const REGIONAL = { isGlobal: false, idField: 'id', nameField: 'displayName' } as const;
