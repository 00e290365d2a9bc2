import * as z from 'zod'

import { pluginNameSchema } from './plugin.ts'
import { offsetMomentSchema } from './moment.ts'

/** Stops executions from starting while a source is down; those under way go on. */
export const holdSchema = z.object({
  id: z.string(),
  /** Pipelines that use this plugin; null: all pipelines. */
  plugin: z.string().nullable(),
  reason: z.string(),
  /** Ends by itself then; null: when somebody ends it. */
  until: z.string().nullable(),
  createdAt: z.string(),
  by: z.string(),
})
export type Hold = z.infer<typeof holdSchema>

export const holdCreateSchema = z.strictObject({
  plugin: pluginNameSchema.nullable().default(null),
  reason: z.string().trim().min(1, 'Say why, so that others know.').max(500, 'At most 500 characters.'),
  until: offsetMomentSchema.nullable().default(null),
})
export type HoldCreate = z.output<typeof holdCreateSchema>
export type HoldCreateInput = z.input<typeof holdCreateSchema>
