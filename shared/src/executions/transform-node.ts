import * as z from 'zod'

/** `cancelled`: the execution ended first. */
const NODE_STATUSES = ['running', 'success', 'warning', 'failed', 'skipped', 'cancelled'] as const
export type NodeStatus = (typeof NODE_STATUSES)[number]

/** A part of a transform step: a model, test, seed or snapshot of dbt. */
const transformNodeSchema = z.object({
  /** ID in dbt, such as `model.shop.daily_revenue`. */
  id: z.string(),
  /** `model`, `test`, `seed`, `snapshot` or another of dbt's resource types. */
  kind: z.string(),
  name: z.string(),
  /** From the project's documentation; empty if there is none. */
  description: z.string(),
  status: z.enum(NODE_STATUSES),
  startedAt: z.string().nullable(),
  seconds: z.number().nullable(),
  /** Rows that the database reports as written; for a test, the rows that failed it. */
  rows: z.number().nullable(),
  message: z.string().nullable(),
})
export type TransformNode = z.infer<typeof transformNodeSchema>

/** The known parts of an execution's transform. */
export const transformPartsSchema = z.object({
  /** In start order; for a very large project failed ones first. */
  nodes: z.array(transformNodeSchema),
  /** Total number, including those that have not started. */
  total: z.number(),
  /** Whether the failed parts can be executed again on their own: dbt's results are stored. */
  resumable: z.boolean(),
})
export type TransformParts = z.infer<typeof transformPartsSchema>
