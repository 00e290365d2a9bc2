import { formatNumber } from './core/quantities.ts'
import * as z from 'zod'

import { listQuery } from './core/list.ts'

/** Kinds of things that have bulk actions. */
export const BULK_KINDS = ['pipelines', 'executions', 'plugins'] as const
export type BulkKind = (typeof BULK_KINDS)[number]

/** cancelled: a user stopped it; interrupted: the server stopped. Processed items stay processed. */
export const BULK_STATUSES = ['running', 'finished', 'cancelled', 'interrupted'] as const
export type BulkStatus = (typeof BULK_STATUSES)[number]

/** unchanged: already in the wanted state. waiting: not processed, permanently if the bulk has ended. */
export const BULK_OUTCOMES = ['waiting', 'changed', 'unchanged', 'failed'] as const
export type BulkOutcome = (typeof BULK_OUTCOMES)[number]

/** Maximum number of items; a larger bulk is rejected. */
export const BULK_CAP = 10_000

/**
 * Returns the schema of the body of a `bulk` route: an action on IDs, or on all items that a filter of the
 * list matches now.
 */
export function bulkRequestSchema<
  const Actions extends readonly [string, ...string[]],
  Filter extends z.ZodType,
>(actions: Actions, filter: Filter) {
  return z
    .strictObject({
      action: z.enum(actions),
      ids: z
        .array(z.uuid().toLowerCase())
        .min(1, 'Choose at least one.')
        .max(BULK_CAP, `At most ${formatNumber(BULK_CAP)} at once.`)
        .optional(),
      filter: filter.optional(),
    })
    .refine((body) => (body.ids === undefined) !== (body.filter === undefined), {
      message: 'Send either ids or a filter, not both.',
      path: ['ids'],
    })
}

/** A bulk action and its progress. */
export const bulkSchema = z.object({
  id: z.string(),
  kind: z.enum(BULK_KINDS),
  action: z.string(),
  status: z.enum(BULK_STATUSES),
  total: z.number(),
  /** Items processed, with any outcome. */
  done: z.number(),
  /** Of the processed items. */
  unchanged: z.number(),
  failed: z.number(),
  cancelRequestedAt: z.string().nullable(),
  createdBy: z.object({
    id: z.string(),
    name: z.string(),
  }),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
  /** The action that reverses this one; null if there is none, or nothing to reverse. */
  undo: z.string().nullable(),
})
export type Bulk = z.infer<typeof bulkSchema>

export const bulkItemSchema = z.object({
  /** ID of the pipeline, execution or plugin. */
  id: z.string(),
  name: z.string(),
  outcome: z.enum(BULK_OUTCOMES),
  /** Why it failed, as a sentence. */
  message: z.string().nullable(),
  /** ID of the execution that was started. */
  resultId: z.string().nullable(),
})
export type BulkItem = z.infer<typeof bulkItemSchema>

/** A bulk with its first failures and a page of its items, in processing order. */
export const bulkReportSchema = z.object({
  ...bulkSchema.shape,
  failures: z.array(bulkItemSchema),
  items: z.array(bulkItemSchema),
  nextCursor: z.string().nullable(),
})
export type BulkReport = z.infer<typeof bulkReportSchema>

/** Maximum number of failures in a report; `outcome=failed` pages through all. */
export const REPORTED_FAILURES = 100

export const bulkQuerySchema = z.object({
  ...listQuery,
  outcome: z.enum(BULK_OUTCOMES).optional(),
})
export type BulkQuery = z.output<typeof bulkQuerySchema>

/** The answer to an accepted bulk. */
export const bulkAcceptedSchema = z.object({ bulkId: z.string() })
