import * as z from 'zod'

/** Roles that a server can have. */
export const SERVER_ROLES = ['web', 'scheduler', 'worker'] as const
export type ServerRole = (typeof SERVER_ROLES)[number]

/** A label that restricts which executions a worker performs, such as `eu` or `inside-vpn`. */
export const workerLabelSchema = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?$/,
    'Use up to 63 lower-case letters, digits, dots, hyphens and underscores, such as inside-vpn.',
  )

/** Maximum number of labels of a worker. */
export const MAX_LABELS = 50

/** Maximum number of labels that a pipeline can require. */
const MAX_REQUIRED = 20

/** The labels that a worker must have to execute a pipeline, unique and sorted. */
export const requiredLabelsSchema = z
  .array(workerLabelSchema)
  .max(MAX_REQUIRED, `At most ${MAX_REQUIRED} labels.`)
  .transform((labels) => [...new Set(labels)].sort())

/**
 * Status of a node. `working`: it reports every few seconds. `draining`: it takes no executions but has some
 * to finish. `drained`: none are left. `stopping`: it is shutting down. `left`: it has shut down in order.
 * `lost`: it has not reported for `LOST_SECONDS`. `outdated`: an incompatible newer version uses the
 * database.
 */
const NODE_STATUSES = ['working', 'draining', 'drained', 'stopping', 'left', 'lost', 'outdated'] as const
export type NodeStatus = (typeof NODE_STATUSES)[number]

/** Interval at which a node reports. */
export const HEARTBEAT_SECONDS = 5
/** Time without a report after which a node is lost. */
export const LOST_SECONDS = 20
/** Difference from the database's clock from which a node's clock is off. */
export const CLOCK_OFF_MS = 2000

/** An execution that a node performs. */
const performedSchema = z.object({ id: z.string(), pipelineId: z.string(), pipelineName: z.string() })

/** A server that uses the database, or did recently. */
export const nodeSchema = z.object({
  name: z.string(),
  version: z.string(),
  status: z.enum(NODE_STATUSES),
  roles: z.array(z.enum(SERVER_ROLES)),
  labels: z.array(z.string()),
  host: z.string(),
  pid: z.int(),
  startedAt: z.string(),
  /** By the clock of the database. */
  lastHeartbeatAt: z.string(),
  /** How far its own clock is ahead of the database's. */
  clockOffsetMs: z.int(),
  isClockOff: z.boolean(),
  /** Maximum number of simultaneous executions. */
  concurrency: z.int(),
  /** Whether it only executes pipelines that require labels. */
  isReserved: z.boolean(),
  /** Number of executions it performs, and the oldest of them. */
  executing: z.int(),
  executions: z.array(performedSchema),
  /** Who requested the drain, and when; null for none. */
  drain: z.object({ at: z.string(), by: z.string() }).nullable(),
})
export type Node = z.infer<typeof nodeSchema>

/** Greatest limit that can be set. */
const MAX_AT_ONCE = 100_000

/** Maximum number of executions that all workers together perform at once. */
export const fleetLimitSchema = z.strictObject({
  /** Null: limited only by the workers' slots. */
  limit: z.int('Enter a whole number.').min(1, 'At least 1.').max(MAX_AT_ONCE, 'At most 100,000.').nullable(),
})
export type FleetLimit = z.infer<typeof fleetLimitSchema>

/** Pipelines that no worker can execute now: no worker that takes executions has all required labels. */
export const unplacedSchema = z.object({
  pipelines: z.array(z.object({ id: z.string(), name: z.string(), labels: z.array(z.string()) })),
  /** Whether there are more. */
  hasMore: z.boolean(),
})
export type Unplaced = z.infer<typeof unplacedSchema>
