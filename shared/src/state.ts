import * as z from 'zod'

import { jsonSchema } from './json.ts'

/** One saved bookmark of a pipeline. */
export const stateVersionSchema = z.object({
  version: z.number(),
  value: jsonSchema,
  source: z.enum(['execution', 'edit', 'reset']),
  executionId: z.string().nullable(),
  createdBy: z.string().nullable(),
  createdAt: z.string(),
})
export type StateVersion = z.infer<typeof stateVersionSchema>
