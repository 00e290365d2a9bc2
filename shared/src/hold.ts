import * as z from 'zod'

import { pluginNameSchema } from './plugin.ts'

/** Stops executions from starting while a source is down; those under way go on. */
export interface Hold {
  id: string
  /** Pipelines that use this plugin; null: all pipelines. */
  plugin: string | null
  reason: string
  /** Ends by itself then; null: when somebody ends it. */
  until: string | null
  createdAt: string
  by: string
}

export const holdCreateSchema = z.strictObject({
  plugin: pluginNameSchema.nullable().default(null),
  reason: z.string().trim().min(1, 'Say why, so that others know.').max(500, 'At most 500 characters.'),
  until: z.iso.datetime({ offset: true }).nullable().default(null),
})
export type HoldCreate = z.output<typeof holdCreateSchema>
export type HoldCreateInput = z.input<typeof holdCreateSchema>
