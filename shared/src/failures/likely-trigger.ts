import * as z from 'zod'

import { auditChangeSchema } from '../access/audit.ts'
import { catalogChangeSchema } from '../catalog/pipeline-catalog.ts'

/** What may set off a failure. */
export const TRIGGER_KINDS = [
  'plugin-version',
  'plugin-edit',
  'pipeline-edit',
  'schema',
  'server-start',
] as const
export type TriggerKind = (typeof TRIGGER_KINDS)[number]

/** How it can be taken back. */
export const WAYS_BACK = ['roll-back', 'undo-edit'] as const

/** A change shortly before the first failure. */
export const likelyTriggerSchema = z.object({
  kind: z.enum(TRIGGER_KINDS),
  at: z.string(),
  /** Seconds from then to the first failure. */
  secondsBefore: z.number(),
  /** Who did it; null where the product, or the source, did. */
  by: z.string().nullable(),
  /** The plugin or pipeline; null for the server. */
  subject: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** Of a plugin that is another one now: versions of the last success and of the first failure. */
  fromVersion: z.string().nullable(),
  toVersion: z.string().nullable(),
  /** What was edited, without secrets; the first ones. */
  changes: z.array(auditChangeSchema),
  /** How the schema of the source changed. */
  schema: catalogChangeSchema.nullable(),
  /** The entry of the audit log. */
  auditId: z.string().nullable(),
  wayBack: z.enum(WAYS_BACK).nullable(),
})
export type LikelyTrigger = z.infer<typeof likelyTriggerSchema>

/** What changed before a cause came up, the likeliest first, and how other pipelines fare. */
export const causeTriggersSchema = z.object({
  triggers: z.array(likelyTriggerSchema),
  /** Pipelines that use the plugin and are not affected, and those of them whose last execution succeeded. */
  others: z.object({ pipelines: z.number(), succeeding: z.number() }).nullable(),
})
export type CauseTriggers = z.infer<typeof causeTriggersSchema>
