import type { Execution, ExecutionListQuery, ExecutionSummary } from '@flx/shared/execution'
import type { List } from '@flx/shared/list'

import { notFound } from '../domain/errors.ts'
import type { ExecutionHeadline, ExecutionRecord } from '../domain/records.ts'
import type { AppContext } from './context.ts'

/** Successes from which the expected duration is taken. */
const EXPECTATION_SAMPLE = 10

type Context = Pick<AppContext, 'executions' | 'concurrency' | 'clock'>

/** One execution whole. Throws AppError `not-found`. */
export async function showExecution(context: Context, id: string): Promise<Execution> {
  const record = await findExecution(context, id)
  const expectedSeconds = await context.executions.medianSuccessSeconds(record.pipelineId, EXPECTATION_SAMPLE)
  return {
    ...summarizeExecution(record),
    steps: record.steps,
    streams: record.streams,
    logLines: record.logLines,
    stateBefore: record.stateBefore,
    stateAfter: record.stateAfter,
    stateConfirmedAt: record.stateConfirmedAt,
    expectedSeconds,
    waitingFor: await waitingFor(context, record),
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
export async function listExecutions(
  context: Context,
  query: ExecutionListQuery,
): Promise<List<ExecutionSummary>> {
  const page = await context.executions.list(query)
  return { ...page, items: page.items.map(summarizeExecution) }
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
    queuedAt: record.queuedAt,
    startedAt: record.startedAt,
    finishedAt: record.finishedAt,
    durationSeconds: record.durationMs === null ? null : record.durationMs / 1000,
    recordsProcessed: record.recordsProcessed,
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

async function waitingFor(context: Context, record: ExecutionRecord): Promise<'slot' | 'retry' | null> {
  if (record.status !== 'pending') return null
  if (record.notBefore !== null && record.notBefore > context.clock.now().toISOString()) return 'retry'
  return (await context.executions.countByStatus('running')) >= context.concurrency ? 'slot' : null
}
