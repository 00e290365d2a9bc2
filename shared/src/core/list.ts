import * as z from 'zod'

/** Exact up to 10,000, otherwise a lower bound. */
export const totalSchema = z.union([z.number().int(), z.object({ atLeast: z.number().int() })])
export type Total = z.infer<typeof totalSchema>

/** A page of a keyset-paged list. */
export interface List<T> {
  items: T[]
  nextCursor: string | null
  total?: Total
}

/** Returns the schema of the answer of a paged list. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    nextCursor: z.string().nullable(),
    total: totalSchema.exactOptional(),
  })

/** Returns the schema of the answer of a list without pages. */
export const allOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) })

export const TOTAL_CAP = 10_000

/** Query parameters of every list. They arrive as strings. */
export const listQuery = {
  cursor: z.string().max(1000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(20),
}

/** Returns the schema of a query parameter with several alternatives, repeated or separated by commas. */
export function severalOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z
    .union([z.string(), z.array(z.string())])
    .transform((value) => (typeof value === 'string' ? value.split(',') : value))
    .pipe(z.array(z.enum(values)).min(1).max(values.length))
}
