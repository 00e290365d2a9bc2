import * as z from 'zod'

/** Line breaks and other control characters, and those that turn the direction of what follows them. */
const HIDDEN = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u

/** A name that people give and read, of at most `most` characters. */
export const nameSchema = (missing: string, most: number) =>
  z
    .string()
    .trim()
    .min(1, missing)
    .max(most, `At most ${most} characters.`)
    .refine((name) => !HIDDEN.test(name), 'Leave out line breaks and invisible control characters.')
