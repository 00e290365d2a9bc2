import * as z from 'zod'

/** Exact up to 10,000, else a lower bound. */
export const totalSchema = z.union([z.number().int(), z.object({ atLeast: z.number().int() })])
export type Total = z.infer<typeof totalSchema>

/** A page of a keyset-paged list. */
export interface List<T> {
  items: T[]
  nextCursor: string | null
  total?: Total
}

/** The answer of a route that lists such items, page by page. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    nextCursor: z.string().nullable(),
    total: totalSchema.exactOptional(),
  })

/** The answer of a route that gives all of them at once. */
export const allOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) })

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
