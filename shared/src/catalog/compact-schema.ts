import * as z from 'zod'

/** A stream, with a column for each property of its fields. */
export const compactStreamSchema = z.object({
  id: z.string(),
  /** Breadcrumbs joined by dots, without the leading `properties.`: `id`, `address.properties.city`. */
  fields: z.array(z.string()),
  /** By field: the place in `types` of the catalogue. */
  types: z.array(z.number().int()),
  /** By field, one letter: `a` automatic, `s` available, `u` unsupported. */
  inclusions: z.string(),
  primaryKey: z.array(z.string()),
  method: z.string().nullable(),
  /** The only method that the extractor lets one use. */
  forcedMethod: z.string().nullable(),
  replicationKey: z.string().nullable(),
  /** Fields that the extractor accepts as the replication key; null = it does not say. */
  validKeys: z.array(z.string()).nullable(),
  isView: z.boolean(),
})
export type CompactStream = z.infer<typeof compactStreamSchema>

/** A catalogue as pages take it: nothing is written twice. */
export const compactCatalogSchema = z.object({
  /** The types of all fields, each once: `string`, `numeric(12,2)`, `object`. */
  types: z.array(z.string()),
  streams: z.array(compactStreamSchema),
})
export type CompactCatalog = z.infer<typeof compactCatalogSchema>
