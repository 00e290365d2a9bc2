import * as z from 'zod'

/** What a server can do for the others. */
export const SERVER_ROLES = ['web', 'scheduler', 'worker'] as const
export type ServerRole = (typeof SERVER_ROLES)[number]

/** Says which executions a worker may perform, such as `eu` or `inside-vpn`. */
export const workerLabelSchema = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?$/,
    'Use up to 63 lower-case letters, digits, dots, hyphens and underscores, such as inside-vpn.',
  )

/** Labels of one worker at most. */
export const MOST_LABELS = 50

/** Labels that a pipeline requires at most. */
const MOST_REQUIRED = 20

/** The labels that a worker must all have to execute a pipeline: each once, in order. */
export const requiredLabelsSchema = z
  .array(workerLabelSchema)
  .max(MOST_REQUIRED, `At most ${MOST_REQUIRED} labels.`)
  .transform((labels) => [...new Set(labels)].sort())

/**
 * What a node does. `working`: it says so every few seconds. `draining`: it takes no executions, and has some to finish;
 * `drained`: none are left. `stopping`: it shuts down. `left`: it has shut down in order. `lost`: it said nothing for
 * `LOST_SECONDS`. `outdated`: a newer version uses the database with which it does not work together.
 */
const NODE_STATUSES = ['working', 'draining', 'drained', 'stopping', 'left', 'lost', 'outdated'] as const
export type NodeStatus = (typeof NODE_STATUSES)[number]

/** A node says that it is there this often. */
export const SIGN_SECONDS = 5
/** A node that says nothing for so long is lost. */
export const LOST_SECONDS = 20
/** A clock that differs so much from the database's is off. */
export const CLOCK_OFF_MS = 2000

/** An execution that a node performs. */
const performedSchema = z.object({ id: z.string(), pipelineId: z.string(), pipelineName: z.string() })

/** A server that uses the database, or did lately. */
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
  lastSignAt: z.string(),
  /** How far its own clock is ahead of the database's. */
  clockOffsetMs: z.int(),
  isClockOff: z.boolean(),
  /** Executions at once. */
  concurrency: z.int(),
  /** It takes only executions of pipelines that require labels. */
  isReserved: z.boolean(),
  /** Executions that it performs, and the oldest of them. */
  executing: z.int(),
  executions: z.array(performedSchema),
  /** Who asked for the drain, and when; null: nobody. */
  drain: z.object({ at: z.string(), by: z.string() }).nullable(),
})
export type Node = z.infer<typeof nodeSchema>

/** More are not set as a limit. */
const MOST_AT_ONCE = 100_000

/** Executions that all workers together perform at once. */
export const fleetLimitSchema = z.strictObject({
  /** Null: as many as the workers have places. */
  most: z.int('Enter a whole number.').min(1, 'At least 1.').max(MOST_AT_ONCE, 'At most 100,000.').nullable(),
})
export type FleetLimit = z.infer<typeof fleetLimitSchema>

/** Pipelines that no worker can execute now, because none that takes executions has all labels that they require. */
export const unplacedSchema = z.object({
  pipelines: z.array(z.object({ id: z.string(), name: z.string(), labels: z.array(z.string()) })),
  /** There are more. */
  more: z.boolean(),
})
export type Unplaced = z.infer<typeof unplacedSchema>
