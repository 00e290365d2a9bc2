import {
  summaryOf,
  type Attempt,
  type Execution,
  type ExecutionList,
  type ExecutionListQuery,
} from '@flx/shared/executions/execution'
import type { Waiting } from '@flx/shared/executions/waiting'
import type { Step } from '@flx/shared/executions/step'
import { isFinished } from '@flx/shared/executions/execution-status'

import { notFound } from '../../domain/core/errors.ts'
import { stateChanges } from '../../domain/executions/execution-comparison.ts'
import type { ExecutionHeadline, ExecutionRecord, PipelineRecord } from '../../domain/core/records.ts'
import { waitingOf } from '../../domain/executions/queue/waiting.ts'
import type { AppContext } from '../core/context.ts'
import { hideResolvedConfig } from '../settings/hide-resolved-config.ts'
import { hideCommand } from '../settings/plugin-secrets.ts'

/** Number of successes that the expected duration is based on. */
const EXPECTATION_SAMPLE = 10

type Context = Pick<AppContext, 'executions' | 'failures' | 'pipelines' | 'plugins' | 'concurrency' | 'clock'>

/** Returns the full details of one execution. Throws AppError `not-found`. */
export async function showExecution(context: Context, id: string): Promise<Execution> {
  const record = await findExecution(context, id)
  return presentExecution(context, record, await context.pipelines.find(record.pipelineId))
}

/**
 * Returns the full details of an execution from its record. `pipeline`: its pipeline, undefined if deleted.
 */
export async function presentExecution(
  context: Context,
  record: ExecutionRecord,
  pipeline: PipelineRecord | undefined,
): Promise<Execution> {
  const expectedSeconds = await context.executions.medianSuccessSeconds(record.pipelineId, EXPECTATION_SAMPLE)
  const waiting = await explainWaiting(context, [record])
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
    options: presentOptions(record),
    errorLines: record.errorLines,
    ...(record.damaged !== undefined && { damaged: [...record.damaged] }),
  }
}

/**
 * Returns the steps with their commands as the registry shows them; older executions stored commands
 * unmasked.
 */
const hideSteps = (steps: readonly Step[]): Step[] =>
  steps.map((step) => ({ ...step, command: hideCommand(step.command) }))

/** Returns the record of an execution. Throws AppError `not-found`. */
export async function findExecution(
  context: Pick<AppContext, 'executions'>,
  id: string,
): Promise<ExecutionRecord> {
  const record = await context.executions.find(id)
  if (record === undefined) throw notFound('execution', id)
  return record
}

/** Returns a page of executions. */
export async function listExecutions(context: Context, query: ExecutionListQuery): Promise<ExecutionList> {
  const page = await context.executions.list(query)
  const waiting = await explainWaiting(context, page.items)
  const retries = await retriesOf(context, page.items)
  const items = page.items.map((record) => ({
    ...record,
    ...waiting(record),
    retriedBy: retries.get(record.id) ?? null,
  }))
  return { ...page, items }
}

/** Returns the options. One-off settings are only named: the configuration that was used has their values. */
function presentOptions({ options: { streams, limitRecords, from, config = {} } }: ExecutionRecord) {
  return {
    streams: streams ?? null,
    limitRecords: limitRecords ?? null,
    from: from ?? null,
    settings: Object.entries(config).flatMap(([plugin, settings]) =>
      Object.keys(settings).map((name) => `${plugin}: ${name}`),
    ),
  }
}

/**
 * Returns a function that explains why each execution waits. Queries the store only if one of them is
 * pending.
 */
async function explainWaiting(
  context: Context,
  records: readonly ExecutionHeadline[],
): Promise<(record: ExecutionHeadline) => Waiting> {
  const pending = records.filter(({ status }) => status === 'pending')
  if (pending.length === 0) return () => ({ waitingFor: null, waitingDetails: null, queuePosition: null })
  const now = context.clock.now()
  const obstacles = await context.executions.obstacles(
    pending.map(({ pipelineId }) => pipelineId),
    now,
    pending.map(({ id }) => id),
  )
  return (record) => waitingOf(record, obstacles, { now, concurrency: context.concurrency })
}

/** Returns the retries of these executions. Only failed and cancelled ones are looked up. */
function retriesOf(
  { executions }: Context,
  records: readonly ExecutionHeadline[],
): Promise<Map<string, string>> {
  return executions.retries(records.filter(({ status }) => isFinished(status) && status !== 'success'))
}

/** Returns the chain of retries; empty if there is only one attempt. */
async function attemptsOf(context: Context, record: ExecutionRecord): Promise<Attempt[]> {
  // The next attempt starts after the end of this one.
  if (record.firstExecutionId === null && !isFinished(record.status)) return []
  const attempts = await context.executions.attempts(record.firstExecutionId ?? record.id)
  return attempts.length > 1 ? attempts : []
}
