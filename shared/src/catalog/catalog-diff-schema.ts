import * as z from 'zod'

const fieldSchema = z.object({ stream: z.string(), field: z.string(), type: z.string() })

/** The difference between two catalogues. An added or removed stream is listed without its fields. */
export const catalogDiffSchema = z.object({
  streamsAdded: z.array(z.string()),
  streamsRemoved: z.array(z.string()),
  fieldsAdded: z.array(fieldSchema),
  fieldsRemoved: z.array(fieldSchema),
  typesChanged: z.array(z.object({ ...fieldSchema.shape, before: z.string() })),
  /** Streams whose primary key changed. */
  keysChanged: z.array(
    z.object({ stream: z.string(), before: z.array(z.string()), after: z.array(z.string()) }),
  ),
})
export type CatalogDiff = z.infer<typeof catalogDiffSchema>

/** Number of differences of each kind; its size does not grow with the catalogue. */
export const catalogChangeCountsSchema = z.object({
  streamsAdded: z.number(),
  streamsRemoved: z.number(),
  fieldsAdded: z.number(),
  fieldsRemoved: z.number(),
  typesChanged: z.number(),
  keysChanged: z.number(),
})
export type CatalogChangeCounts = z.infer<typeof catalogChangeCountsSchema>
