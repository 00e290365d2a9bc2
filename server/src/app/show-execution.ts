import type {
  Attempt,
  Execution,
  ExecutionList,
  ExecutionListQuery,
  ExecutionSummary,
  Waiting,
} from '@flx/shared/execution'

import { notFound } from '../domain/errors.ts'
import { stateChanges } from '../domain/execution-comparison.ts'
import type { ExecutionHeadline, ExecutionRecord } from '../domain/records.ts'
import { waitingOf } from '../domain/waiting.ts'
import type { AppContext } from './context.ts'

/** Successes from which the expected duration is taken. */
const EXPECTATION_SAMPLE = 10

type Context = Pick<AppContext, 'executions' | 'pipelines' | 'concurrency' | 'clock'>

/** One execution whole. Throws AppError `not-found`. */
export async function showExecution(context: Context, id: string): Promise<Execution> {
  const record = await findExecution(context, id)
  const expectedSeconds = await context.executions.medianSuccessSeconds(record.pipelineId, EXPECTATION_SAMPLE)
  const pipeline = await context.pipelines.find(record.pipelineId)
  const waiting = await waitingOfAll(context, [record])
  return {
    ...summarizeExecution(record),
    ...waiting(record),
    attempts: await attemptsOf(context, record),
    maxAttempts: 1 + (pipeline?.retryAttempts ?? 0),
    steps: record.steps,
    streams: record.streams,
    logLines: record.logLines,
    stateBefore: record.stateBefore,
    stateAfter: record.stateAfter,
    stateConfirmedAt: record.stateConfirmedAt,
    stateChanges: stateChanges(record.stateBefore, record.stateAfter),
    expectedSeconds,
    notBefore: record.notBefore,
    worker: record.worker,
    resolvedConfig: record.resolvedConfig,
    options: shownOptions(record),
    errorLines: record.errorLines,
  }
}

/** The record of an execution. Throws AppError `not-found`. */
export async function findExecution(
  context: Pick<AppContext, 'executions'>,
  id: string,
): Promise<ExecutionRecord> {
  const record = await context.executions.find(id)
  if (record === undefined) throw notFound('execution', id)
  return record
}

/** A page of executions. */
export async function listExecutions(context: Context, query: ExecutionListQuery): Promise<ExecutionList> {
  const page = await context.executions.list(query)
  const waiting = await waitingOfAll(context, page.items)
  const items = page.items.map((record) => ({
    ...summarizeExecution(record),
    ...waiting(record),
    notBefore: record.notBefore,
  }))
  return { ...page, items }
}

/** What lists show of an execution. */
export function summarizeExecution(record: ExecutionHeadline): ExecutionSummary {
  return {
    id: record.id,
    pipelineId: record.pipelineId,
    pipelineName: record.pipelineName,
    status: record.status,
    trigger: record.trigger,
    triggeredBy: record.triggeredByName,
    fullRefresh: record.fullRefresh,
    attempt: record.attempt,
    retryOf: record.retryOf,
    firstExecutionId: record.firstExecutionId,
    queuedAt: record.queuedAt,
    startedAt: record.startedAt,
    finishedAt: record.finishedAt,
    durationSeconds: record.durationMs === null ? null : record.durationMs / 1000,
    recordsProcessed: record.recordsProcessed,
    shortfall: record.shortfall,
    outcome: record.outcome,
    errorMessage: record.errorMessage,
    cancelRequestedAt: record.cancelRequestedAt,
    forceRequestedAt: record.forceRequestedAt,
  }
}

/** One-off settings are named, not shown: their values stand in the configuration that was used. */
function shownOptions({ options: { streams, limitRecords, config = {} } }: ExecutionRecord) {
  return {
    streams: streams ?? null,
    limitRecords: limitRecords ?? null,
    settings: Object.entries(config).flatMap(([plugin, settings]) =>
      Object.keys(settings).map((name) => `${plugin}: ${name}`),
    ),
  }
}

/** What each of these waits for; asks the store only when one of them has not started. */
async function waitingOfAll(
  context: Context,
  records: readonly ExecutionHeadline[],
): Promise<(record: ExecutionHeadline) => Waiting> {
  const pending = records.filter(({ status }) => status === 'pending')
  if (pending.length === 0) return () => ({ waitingFor: null, waitingDetails: null })
  const now = context.clock.now()
  const obstacles = await context.executions.obstacles(
    pending.map(({ pipelineId }) => pipelineId),
    now,
  )
  return (record) => waitingOf(record, obstacles, { now, concurrency: context.concurrency })
}

/** The chain of retries; nothing when there is only one attempt. */
async function attemptsOf(context: Context, record: ExecutionRecord): Promise<Attempt[]> {
  const attempts = await context.executions.attempts(record.firstExecutionId ?? record.id)
  return attempts.length > 1 ? attempts : []
}
