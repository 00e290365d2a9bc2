import * as z from 'zod'

import { auditChangeSchema } from '../access/audit.ts'
import { catalogChangeSchema } from '../catalog/pipeline-catalog.ts'

/** Kinds of changes that can cause a failure. */
export const TRIGGER_KINDS = [
  'plugin-version',
  'plugin-edit',
  'pipeline-edit',
  'schema',
  'server-start',
] as const
export type TriggerKind = (typeof TRIGGER_KINDS)[number]

/** How it can be reverted. */
export const REVERT_ACTIONS = ['roll-back', 'undo-edit'] as const

/** A change shortly before the first failure. */
export const likelyTriggerSchema = z.object({
  kind: z.enum(TRIGGER_KINDS),
  at: z.string(),
  /** Seconds from the change to the first failure. */
  secondsBefore: z.number(),
  /** The user who made it; null if the product or the source did. */
  by: z.string().nullable(),
  /** The changed plugin or pipeline; null for the server. */
  subject: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** For a changed plugin version: the versions at the last success and at the first failure. */
  fromVersion: z.string().nullable(),
  toVersion: z.string().nullable(),
  /** The first changes of the edit, without secrets. */
  changes: z.array(auditChangeSchema),
  /** The change of the source's schema. */
  schema: catalogChangeSchema.nullable(),
  /** ID of the entry in the audit log. */
  auditId: z.string().nullable(),
  revertAction: z.enum(REVERT_ACTIONS).nullable(),
})
export type LikelyTrigger = z.infer<typeof likelyTriggerSchema>

/** The changes before a cause first appeared, likeliest first, and the status of unaffected pipelines. */
export const causeTriggersSchema = z.object({
  triggers: z.array(likelyTriggerSchema),
  /** Number of unaffected pipelines that use the plugin, and of those whose last execution succeeded. */
  unaffected: z.object({ pipelines: z.number(), succeeding: z.number() }).nullable(),
})
export type CauseTriggers = z.infer<typeof causeTriggersSchema>
