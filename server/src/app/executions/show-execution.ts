import {
  summaryOf,
  type Attempt,
  type Execution,
  type ExecutionList,
  type ExecutionListQuery,
  type Waiting,
} from '@flx/shared/executions/execution'
import type { Step } from '@flx/shared/executions/step'
import { isFinished } from '@flx/shared/executions/execution-status'

import { notFound } from '../../domain/core/errors.ts'
import { stateChanges } from '../../domain/executions/execution-comparison.ts'
import type { ExecutionHeadline, ExecutionRecord, PipelineRecord } from '../../domain/core/records.ts'
import { waitingOf } from '../../domain/executions/queue/waiting.ts'
import type { AppContext } from '../core/context.ts'
import { hideResolvedConfig } from '../settings/hide-resolved-config.ts'
import { hideCommand } from '../settings/plugin-secrets.ts'

/** Successes from which the expected duration is taken. */
const EXPECTATION_SAMPLE = 10

type Context = Pick<AppContext, 'executions' | 'failures' | 'pipelines' | 'plugins' | 'concurrency' | 'clock'>

/** One execution whole. Throws AppError `not-found`. */
export async function showExecution(context: Context, id: string): Promise<Execution> {
  const record = await findExecution(context, id)
  return presentExecution(context, record, await context.pipelines.find(record.pipelineId))
}

/** An execution whole, with what is known of it already; `pipeline`: its own, undefined when that is gone. */
export async function presentExecution(
  context: Context,
  record: ExecutionRecord,
  pipeline: PipelineRecord | undefined,
): Promise<Execution> {
  const expectedSeconds = await context.executions.medianSuccessSeconds(record.pipelineId, EXPECTATION_SAMPLE)
  const waiting = await waitingOfAll(context, [record])
  return {
    ...summaryOf(record),
    ...waiting(record),
    attempts: await attemptsOf(context, record),
    maxAttempts: 1 + (pipeline?.retryAttempts ?? 0),
    steps: hideSteps(record.steps),
    streams: record.streams,
    logLines: record.logLines,
    stateBefore: record.stateBefore,
    stateAfter: record.stateAfter,
    stateConfirmedAt: record.stateConfirmedAt,
    stateChanges: stateChanges(record.stateBefore, record.stateAfter),
    expectedSeconds,
    notBefore: record.notBefore,
    retriedBy: (await retriesOf(context, [record])).get(record.id) ?? null,
    cause: record.status === 'failed' ? await context.failures.linkOf(record.id) : null,
    worker: record.worker,
    resolvedConfig: await hideResolvedConfig(context, record),
    options: shownOptions(record),
    errorLines: record.errorLines,
    ...(record.damaged !== undefined && { damaged: [...record.damaged] }),
  }
}

/** The commands as the registry shows them; older executions have stored them as they were. */
const hideSteps = (steps: readonly Step[]): Step[] =>
  steps.map((step) => ({ ...step, command: hideCommand(step.command) }))

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
  const retries = await retriesOf(context, page.items)
  const items = page.items.map((record) => ({
    ...record,
    ...waiting(record),
    retriedBy: retries.get(record.id) ?? null,
  }))
  return { ...page, items }
}

/** One-off settings are named, not shown: their values stand in the configuration that was used. */
function shownOptions({ options: { streams, limitRecords, from, config = {} } }: ExecutionRecord) {
  return {
    streams: streams ?? null,
    limitRecords: limitRecords ?? null,
    from: from ?? null,
    settings: Object.entries(config).flatMap(([plugin, settings]) =>
      Object.keys(settings).map((name) => `${plugin}: ${name}`),
    ),
  }
}

/** The reasons for which each of these waits; asks the store only when one of them has not started. */
async function waitingOfAll(
  context: Context,
  records: readonly ExecutionHeadline[],
): Promise<(record: ExecutionHeadline) => Waiting> {
  const pending = records.filter(({ status }) => status === 'pending')
  if (pending.length === 0) return () => ({ waitingFor: null, waitingDetails: null, queuePlace: null })
  const now = context.clock.now()
  const obstacles = await context.executions.obstacles(
    pending.map(({ pipelineId }) => pipelineId),
    now,
    pending.map(({ id }) => id),
  )
  return (record) => waitingOf(record, obstacles, { now, concurrency: context.concurrency })
}

/** The retries of those that can have one; the others cost nothing. */
function retriesOf(
  { executions }: Context,
  records: readonly ExecutionHeadline[],
): Promise<Map<string, string>> {
  return executions.retries(records.filter(({ status }) => isFinished(status) && status !== 'success'))
}

/** The chain of retries; nothing when there is only one attempt. */
async function attemptsOf(context: Context, record: ExecutionRecord): Promise<Attempt[]> {
  // The next attempt comes after the end of the one before.
  if (record.firstExecutionId === null && !isFinished(record.status)) return []
  const attempts = await context.executions.attempts(record.firstExecutionId ?? record.id)
  return attempts.length > 1 ? attempts : []
}
