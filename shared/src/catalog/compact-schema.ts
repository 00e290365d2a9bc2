import * as z from 'zod'

/** A stream whose fields are stored column by column. */
export const compactStreamSchema = z.object({
  id: z.string(),
  /** Breadcrumbs joined by dots, without the leading `properties.`: `id`, `address.properties.city`. */
  fields: z.array(z.string()),
  /** Index in the catalogue's `types`, by field. */
  types: z.array(z.number().int()),
  /** One letter per field: `a` automatic, `s` available, `u` unsupported. */
  inclusions: z.string(),
  primaryKey: z.array(z.string()),
  method: z.string().nullable(),
  /** The only method that the extractor allows. */
  forcedMethod: z.string().nullable(),
  replicationKey: z.string().nullable(),
  /** Fields that the extractor accepts as the replication key; null: not stated. */
  validKeys: z.array(z.string()).nullable(),
  isView: z.boolean(),
})
export type CompactStream = z.infer<typeof compactStreamSchema>

/** A catalogue in compact form for pages, without repetition. */
export const compactCatalogSchema = z.object({
  /** The distinct types of all fields: `string`, `numeric(12,2)`, `object`. */
  types: z.array(z.string()),
  streams: z.array(compactStreamSchema),
})
export type CompactCatalog = z.infer<typeof compactCatalogSchema>
