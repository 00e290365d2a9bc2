import type { KnownCounts } from './execution-totals.ts'

/** The five statuses of an execution. Exactly one applies at any time; the last three are final. */
export const EXECUTION_STATUSES = ['pending', 'running', 'success', 'failed', 'cancelled'] as const
export type ExecutionStatus = (typeof EXECUTION_STATUSES)[number]

export const FINISHED_STATUSES = [
  'success',
  'failed',
  'cancelled',
] as const satisfies readonly ExecutionStatus[]
export type FinishedStatus = (typeof FINISHED_STATUSES)[number]

export const UNFINISHED_STATUSES = ['pending', 'running'] as const satisfies readonly ExecutionStatus[]

/**
 * Why an execution exists. `report`: it ran elsewhere and was reported here. `sample`: made up for the
 * demonstration, nothing ran.
 */
export const EXECUTION_TRIGGERS = ['manual', 'schedule', 'retry', 'api', 'after', 'report', 'sample'] as const
export type ExecutionTrigger = (typeof EXECUTION_TRIGGERS)[number]

/** The end of an execution in more detail than its status. `interrupted`: the server or worker went away. */
export const EXECUTION_OUTCOMES = ['completed', 'errored', 'cancelled', 'timed-out', 'interrupted'] as const
export type ExecutionOutcome = (typeof EXECUTION_OUTCOMES)[number]

/** Outcomes that a pipeline can retry. A cancel is intended and not retried. */
export const RETRIED_OUTCOMES = [
  'errored',
  'timed-out',
  'interrupted',
] as const satisfies readonly ExecutionOutcome[]
export type RetriedOutcome = (typeof RETRIED_OUTCOMES)[number]

/** `command`: a program that runs plugins of its own: Meltano, or what ran elsewhere and was reported. */
export const STEP_KINDS = ['discover', 'extract', 'map', 'load', 'transform', 'command'] as const
export type StepKind = (typeof STEP_KINDS)[number]

/** Returns whether a status is final: success, failed or cancelled. */
export function isFinished(status: ExecutionStatus): status is FinishedStatus {
  return status === 'success' || status === 'failed' || status === 'cancelled'
}

/** Whether an action is allowed now; if not, the reason, for the tooltip of a disabled button. */
export type Allowed = { allowed: true } | { allowed: false; reason: string }

const yes: Allowed = { allowed: true }
const no = (reason: string): Allowed => ({ allowed: false, reason })

export interface ExecutionFacts {
  status: ExecutionStatus
  cancelRequestedAt: string | null
  forceRequestedAt: string | null
}

/**
 * Where a retry starts: at the extractor, at the transform after a successful load, or at the failed models.
 */
export const RETRY_STARTS = ['start', 'transform', 'failed-models'] as const
export type RetryStart = (typeof RETRY_STARTS)[number]

/** Fields that show whether the data of an execution was loaded. */
export interface LoadFacts {
  steps: readonly { kind: StepKind; status: string }[]
  options: { from?: RetryStart | null | undefined }
}

/** Actions that an execution allows in its current state. Server and page share these functions. */
export const can = {
  cancel(execution: ExecutionFacts): Allowed {
    if (isFinished(execution.status)) return no(`It has already ended: ${execution.status}.`)
    if (execution.cancelRequestedAt !== null) return no('It is already being cancelled.')
    return yes
  },
  prioritise({ status }: Pick<ExecutionFacts, 'status'>): Allowed {
    return status === 'pending' ? yes : no('It is no longer waiting.')
  },
  force(execution: ExecutionFacts): Allowed {
    if (isFinished(execution.status)) return no(`It has already ended: ${execution.status}.`)
    if (execution.cancelRequestedAt === null)
      return no('Cancel it first. Force kill is for a cancel that hangs.')
    if (execution.forceRequestedAt !== null) return no('It is already being killed.')
    return yes
  },
  retry(execution: Pick<ExecutionFacts, 'status'> & { trigger?: ExecutionTrigger }): Allowed {
    if (execution.trigger === 'report') return no('It ran elsewhere. Start it again there.')
    if (execution.status === 'failed' || execution.status === 'cancelled') return yes
    if (execution.status === 'success') return no('It succeeded. Execute the pipeline instead.')
    return no('It has not ended yet.')
  },
  /** Whether to execute only the transform again: the load before it must have succeeded. */
  retryTransform(
    execution: Pick<ExecutionFacts, 'status'> & { trigger?: ExecutionTrigger } & LoadFacts,
  ): Allowed {
    const retry = can.retry(execution)
    if (!retry.allowed) return retry
    if (execution.steps[0]?.kind === 'command')
      return no('Meltano runs it as a whole: retry it from the start.')
    const statusOf = (kind: StepKind) => execution.steps.find((step) => step.kind === kind)?.status
    if (statusOf('transform') === undefined) return no('It has no transform.')
    const loaded = statusOf('load') === 'success' || isFromTransform(execution.options.from)
    return loaded ? yes : no('Its load did not succeed, so there is nothing to transform.')
  },
} as const

/**
 * Returns how the records of an execution are known: counted in the pipe, reported by plugins that another
 * program started, or unknown if these report none.
 */
export function recordsKnown(execution: {
  steps: readonly { kind: StepKind }[]
  streams: readonly unknown[]
}): KnownCounts {
  if (execution.steps[0]?.kind !== 'command') return 'counted'
  return execution.streams.length === 0 ? 'unknown' : 'reported'
}

const isFromTransform = (from: RetryStart | null | undefined): boolean =>
  from === 'transform' || from === 'failed-models'

/** Sort orders. By duration and by records only finished executions are listed. */
export const EXECUTION_SORTS = [
  'queuedAt',
  '-queuedAt',
  'duration',
  '-duration',
  'records',
  '-records',
] as const

/** A success with no records, or far fewer than usual. */
export const SHORTFALLS = ['empty', 'low'] as const

export const LOG_LEVELS = ['debug', 'info', 'warning', 'error'] as const

/** Source of a log line: the step that wrote it, or the product itself. */
export const LOG_SOURCES = [
  'system',
  'discover',
  'extractor',
  'mapper',
  'loader',
  'transform',
  'command',
] as const

/** Number of executions per pipeline in lists, one bar each. */
export const STRIP_LENGTH = 30
