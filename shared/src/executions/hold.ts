import * as z from 'zod'

import { nameSchema } from '../core/name.ts'

import { pluginNameSchema } from '../plugins/plugin.ts'
import { offsetMomentSchema } from '../core/moment.ts'

/** Keeps executions from starting, for example while a source is down; running ones continue. */
export const holdSchema = z.object({
  id: z.string(),
  /** Applies to pipelines that use this plugin; null: all pipelines. */
  plugin: z.string().nullable(),
  reason: z.string(),
  /** When it ends on its own; null: when a user ends it. */
  until: z.string().nullable(),
  createdAt: z.string(),
  by: z.string(),
})
export type Hold = z.infer<typeof holdSchema>

export const holdCreateSchema = z.strictObject({
  plugin: pluginNameSchema.nullable().default(null),
  reason: nameSchema('Enter a reason.', 500),
  until: offsetMomentSchema.nullable().default(null),
})
export type HoldCreate = z.output<typeof holdCreateSchema>
export type HoldCreateInput = z.input<typeof holdCreateSchema>
