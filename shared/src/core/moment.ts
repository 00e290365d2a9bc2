import * as z from 'zod'

/** A day of tolerance on both sides, for the zones. */
const FIRST = Date.UTC(1969, 11, 31)
const END = Date.UTC(3000, 0, 2)

/** Text that is not a moment was refused before. */
const isNear = (text: string): boolean => !(Date.parse(text) < FIRST || Date.parse(text) >= END)
const FAR = 'Enter a time between the years 1970 and 2999.'

/** A moment, ISO 8601 in UTC. What lies outside of some centuries is a slip of the keyboard. */
export const momentSchema = z.iso.datetime().refine(isNear, FAR)

/** The same, which may also be written with an offset. */
export const offsetMomentSchema = z.iso.datetime({ offset: true }).refine(isNear, FAR)
