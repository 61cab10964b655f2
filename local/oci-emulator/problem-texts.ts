/** `zod/mini` says only "Invalid input" unless it is given a language; given here, not for the whole process. */
import * as z from 'zod/mini';

/** The second argument of `safeParse`. */
export const IN_ENGLISH = { error: z.locales.en().localeError };
