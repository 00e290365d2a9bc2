import * as z from 'zod'

/** `cancelled`: the execution ended before it did. */
const NODE_STATUSES = ['running', 'success', 'warning', 'failed', 'skipped', 'cancelled'] as const
export type NodeStatus = (typeof NODE_STATUSES)[number]

/** A part of a transform step: a model, test, seed or snapshot of dbt. */
const transformNodeSchema = z.object({
  /** As dbt names it, such as `model.shop.daily_revenue`. */
  id: z.string(),
  /** `model`, `test`, `seed`, `snapshot` or another of dbt's resource types. */
  kind: z.string(),
  name: z.string(),
  /** From the project's documentation; empty where there is none. */
  description: z.string(),
  status: z.enum(NODE_STATUSES),
  startedAt: z.string().nullable(),
  seconds: z.number().nullable(),
  /** Rows that the database says were written; of a test, the rows that failed it. */
  rows: z.number().nullable(),
  message: z.string().nullable(),
})
export type TransformNode = z.infer<typeof transformNodeSchema>

/** The known parts of an execution's transform. */
export const transformPartsSchema = z.object({
  /** In the order in which they started; of a very large project the failed ones first. */
  nodes: z.array(transformNodeSchema),
  /** How many there are, those that have not started included. */
  total: z.number(),
  /** Whether what failed can be executed again by itself: dbt's results are kept. */
  resumable: z.boolean(),
})
export type TransformParts = z.infer<typeof transformPartsSchema>
