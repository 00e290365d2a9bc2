import * as z from 'zod'

/** One day of tolerance on both sides, for time zones. */
const FIRST = Date.UTC(1969, 11, 31)
const END = Date.UTC(3000, 0, 2)

/** Invalid dates pass: they have been rejected before. */
const isNear = (text: string): boolean => !(Date.parse(text) < FIRST || Date.parse(text) >= END)
const FAR = 'Enter a time between the years 1970 and 2999.'

/** A moment in ISO 8601, UTC. A year far away is taken for a typing error. */
export const momentSchema = z.iso.datetime().refine(isNear, FAR)

/** A moment in ISO 8601 that can have an offset. */
export const offsetMomentSchema = z.iso.datetime({ offset: true }).refine(isNear, FAR)
