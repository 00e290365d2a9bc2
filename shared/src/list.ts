import * as z from 'zod'

/** A page of a keyset-paged list. `total` is exact up to 10,000, else a lower bound. */
export interface List<T> {
  items: T[]
  nextCursor: string | null
  total?: Total
}
export type Total = number | { atLeast: number }

export const TOTAL_CAP = 10_000

/** Query parameters that every list takes. They arrive as strings. */
export const listQuery = {
  cursor: z.string().max(1000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(20),
}

/** A query parameter that may be given several times, or once with commas: any of them. */
export function severalOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z
    .union([z.string(), z.array(z.string())])
    .transform((given) => (typeof given === 'string' ? given.split(',') : given))
    .pipe(z.array(z.enum(values)).min(1).max(values.length))
}
