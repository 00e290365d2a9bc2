import * as z from 'zod'

import { jsonSchema } from '../json/json-value-schema.ts'

export const writeBackRequestSchema = z.strictObject({
  /**
   * The `fingerprint` of the preview: if the files or something on the server have changed, nothing is written.
   */
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
})

export const writeBackPreviewSchema = z.object({
  changes: z.array(
    z.object({
      /** Key of the element. */
      key: z.string(),
      place: z.object({ file: z.string(), line: z.number() }),
      path: z.string(),
      /** Null: it did not exist. */
      before: jsonSchema,
      /** Null: it is removed. */
      after: jsonSchema,
    }),
  ),
  /** Edits that are not written to the files. */
  unwritten: z.array(z.object({ key: z.string(), path: z.string(), reason: z.string() })),
  fingerprint: z.string(),
})
export type WriteBackPreview = z.infer<typeof writeBackPreviewSchema>

export const writeBackResultSchema = z.object({ files: z.array(z.string()) })
export type WriteBackResult = z.infer<typeof writeBackResultSchema>
