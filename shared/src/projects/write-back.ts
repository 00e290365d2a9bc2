import * as z from 'zod'

import { jsonSchema } from '../json/json.ts'

export const writeBackRequestSchema = z.strictObject({
  /** The `reviewed` of the preview: with other files, or something else here, nothing is written. */
  reviewed: z.string().regex(/^[0-9a-f]{64}$/),
})

export const writeBackPreviewSchema = z.object({
  changes: z.array(
    z.object({
      /** Key of the element. */
      key: z.string(),
      place: z.object({ file: z.string(), line: z.number() }),
      path: z.string(),
      /** Null: it was not there. */
      before: jsonSchema,
      /** Null: it is taken out. */
      after: jsonSchema,
    }),
  ),
  /** Edits that stay out of the files. */
  unwritten: z.array(z.object({ key: z.string(), path: z.string(), reason: z.string() })),
  reviewed: z.string(),
})
export type WriteBackPreview = z.infer<typeof writeBackPreviewSchema>

export const writeBackResultSchema = z.object({ files: z.array(z.string()) })
export type WriteBackResult = z.infer<typeof writeBackResultSchema>
