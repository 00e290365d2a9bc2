import type { BulkReport } from '@flx/shared/bulk'
import type { Execution, ExecutionSummary, ListedExecution } from '@flx/shared/executions/execution'
import type { KnownTotals } from '@flx/shared/executions/execution-totals'
import { isFinished, type ExecutionStatus } from '@flx/shared/executions/execution-status'
import type { ExecutionChange, LiveEvent, LiveHint } from '@flx/shared/live/live'
import type { PipelineSummary } from '@flx/shared/pipelines/pipeline'

import { alerts } from '../alerts.ts'
import { bulks } from '../executions/bulks.ts'
import { failures } from '../failures/failures.ts'
import { failureNotes } from '../failures/failure-notes.ts'
import { nodesKey } from '../nodes/nodes-key.ts'
import { holds } from '../executions/holds.ts'
import { executionNotes } from '../executions/execution-notes.ts'
import { executions, type ExecutionFilters } from '../executions/executions.ts'
import { pipelineCatalog } from '../pipelines/pipeline-catalog.ts'
import { pipelineState } from '../pipelines/pipeline-state.ts'
import { pipelines } from '../pipelines/pipelines.ts'
import { plugins } from '../plugins/plugins.ts'
import { projects } from '../projects/projects.ts'
import { runnersKey } from '../projects/runners-key.ts'
import { schedules } from '../schedules.ts'
import { dashboardsKey } from '../dashboards-key.ts'
import { templatesKey } from '../templates/templates-key.ts'
import { statistics } from '../statistics.ts'
import { lineage } from '../lineage/lineage.ts'
import { openLineageKey } from '../lineage/open-lineage-key.ts'
import { storage } from '../storage.ts'
import { advance, isNewer, lastOf, stripWith, withGreaterTotals } from './advance-execution.ts'
import { applyToFlows } from './apply-flows.ts'
import { applyToObjectives } from './apply-objectives.ts'
import { applyToTemplates } from './apply-templates.ts'
import { applyToLineage } from './apply-lineage.ts'
import { contains, mapItems, type Pages } from './pages.ts'

export type LiveMessage = LiveEvent | LiveHint
type Key = readonly unknown[]

/** The operations on the query cache needed to apply a message. */
export interface LiveCache {
  /** Changes the data of every loaded query below `key`. Returning the same reference means no change. */
  patch<T>(key: Key, change: (data: T, key: Key) => T): void
  /** Like `patch`, but for a hint: it ignores answers on their way, because the next hint repeats it. */
  advance<T>(key: Key, change: (data: T, key: Key) => T): void
  /** Reloads the visible queries below `key`, and the others when they become visible. */
  invalidate(key: Key): void
}

/**
 * Updates the cache with one message of the socket. Applying a message twice, late or out of order is
 * harmless: an execution only moves forward, and data that is not in the message is reloaded.
 */
export function applyMessage(cache: LiveCache, message: LiveMessage): void {
  switch (message.type) {
    case 'execution.changed':
      return applyExecution(cache, message.execution)
    case 'execution.progress':
      return applyProgress(cache, message)
    case 'execution.noted':
      return applyNoted(cache, message)
    case 'transform.progress':
      return cache.invalidate(executions.transform(message.executionId).queryKey)
    case 'state.confirmed':
      cache.invalidate(executions.detail(message.executionId).queryKey)
      return cache.invalidate(pipelineState.of(message.pipelineId))
    case 'log.appended':
      return cache.advance<Execution>(executions.detail(message.executionId).queryKey, (execution) =>
        message.lastLine > execution.logLines ? { ...execution, logLines: message.lastLine } : execution,
      )
    case 'pipeline.changed':
      cache.invalidate(schedules.all)
      // The list announces a created pipeline with "N new", so that rows do not jump. An empty list has no
      // pill.
      if (message.change === 'created') fillEmptyLists(cache)
      else cache.invalidate(pipelines.lists())
      cache.invalidate(pipelines.flows())
      cache.invalidate(pipelines.tags().queryKey)
      cache.invalidate(pipelines.owners().queryKey)
      cache.invalidate(pipelines.freshness().queryKey)
      cache.invalidate(templatesKey)
      cache.invalidate(pipelines.timeline(message.pipelineId).queryKey)
      cache.invalidate(pipelineCatalog.use(message.pipelineId).queryKey)
      // A change of the state is also a change of its pipeline.
      cache.invalidate(pipelineState.of(message.pipelineId))
      cache.invalidate(pipelines.objectives(message.pipelineId).queryKey)
      return cache.invalidate(pipelines.detail(message.pipelineId).queryKey)
    case 'pipeline.schemaChanged':
      cache.invalidate(pipelineCatalog.of(message.pipelineId))
      cache.invalidate(pipelines.streams(message.pipelineId).queryKey)
      return cache.invalidate(pipelines.timeline(message.pipelineId).queryKey)
    case 'plugin.changed':
      cache.invalidate(plugins.lists())
      // Its limit might have changed.
      invalidateWaiting(cache)
      // Plugins of the followed project that still need installing.
      cache.invalidate(projects.folder().queryKey)
      return cache.invalidate(plugins.detail(message.pluginId).queryKey)
    case 'template.changed':
      return applyToTemplates(cache, message.templateId)
    case 'dashboards.changed':
      return cache.invalidate(dashboardsKey)
    case 'project.changed':
      return cache.invalidate(projects.all)
    case 'plugin.output':
      return undefined
    case 'storage.changed':
      // The shell shows it. It belongs to no query.
      return undefined
    case 'schedules.changed':
      return cache.invalidate(schedules.all)
    case 'holds.changed':
      cache.invalidate(holds.all)
      cache.invalidate(schedules.all)
      return invalidateWaiting(cache)
    case 'nodes.changed':
      cache.invalidate(nodesKey)
      return invalidateWaiting(cache)
    case 'alert.changed':
      return cache.invalidate(alerts.all)
    case 'disk.changed':
      return cache.invalidate(storage.all)
    case 'openLineage.changed':
      return cache.invalidate(openLineageKey)
    case 'lineage.received':
      cache.invalidate(lineage.all)
      return cache.invalidate(openLineageKey)
    case 'failure.noted':
      cache.invalidate(alerts.all)
      cache.invalidate(statistics.all)
      return cache.invalidate(failureNotes.all)
    case 'failures.changed':
      cache.advance<Execution>(executions.details(), (execution, key) => {
        if (execution.cause !== null) cache.invalidate(key)
        return execution
      })
      return cache.invalidate(failures.all)
    case 'bulk.progress':
    case 'bulk.changed':
      return applyBulk(cache, message)
  }
}

/** Reloads why pending executions are waiting, where it is shown. */
function invalidateWaiting(cache: LiveCache): void {
  cache.invalidate(executions.waiting().queryKey)
  cache.invalidate(executions.details())
}

function applyExecution(cache: LiveCache, { pipelineFigures, ...change }: ExecutionChange): void {
  cache.patch<Execution>(executions.detail(change.id).queryKey, (execution) => advance(execution, change))
  if (movesQueue(change)) cache.invalidate(executions.waiting().queryKey)
  // State, explaining lines and configuration are not in the event.
  cache.invalidate(executions.detail(change.id).queryKey)
  const { streams: _streams, steps: _steps, ...summary } = change
  cache.patch<Pages<ExecutionSummary>>(executions.lists(), (data, key) => {
    if (!contains(data, change.id) && showsPipeline(key, change.pipelineId)) cache.invalidate(key)
    return mapItems(data, (item) => (item.id === change.id ? advance(item, summary) : item))
  })
  const { id, retryOf } = change
  if (retryOf !== null && change.status === 'pending') {
    const withRetry = <T extends { id: string; retriedBy: string | null }>(item: T): T =>
      item.id === retryOf && item.retriedBy !== id ? { ...item, retriedBy: id } : item
    cache.patch<Execution>(executions.detail(retryOf).queryKey, withRetry)
    cache.patch<Pages<ListedExecution>>(executions.lists(), (data) => mapItems(data, withRetry))
  }
  if (change.status !== 'pending') cache.invalidate(nodesKey)
  changePipelines(cache.patch, change.pipelineId, (pipeline) => ({
    ...pipeline,
    // Only from the newest execution: a late message has no news.
    ...(isNewer(pipeline.lastExecution, change) && pipelineFigures),
    lastExecution: lastOf(pipeline.lastExecution, change),
    recentExecutions: stripWith(pipeline.recentExecutions, change),
  }))
  applyToLineage(cache, change)
  applyToFlows(cache, change)
  // The next tick has changed.
  if (change.status === 'pending' && change.trigger === 'schedule') cache.invalidate(pipelines.lists())
  if (change.status === 'success') cache.invalidate(pipelines.freshness().queryKey)
  if (change.status !== 'running') cache.invalidate(pipelines.timeline(change.pipelineId).queryKey)
  if (!isFinished(change.status)) return
  cache.invalidate(executions.transform(change.id).queryKey)
  cache.invalidate(executions.comparisonsOf(change.id))
  cache.invalidate(pipelines.statistics(change.pipelineId).queryKey)
  cache.invalidate(pipelines.effort(change.pipelineId).queryKey)
  cache.invalidate(runnersKey)
  applyToObjectives(cache, change.pipelineId)
  cache.invalidate(pipelines.usual(change.pipelineId).queryKey)
  cache.invalidate(pipelineState.of(change.pipelineId))
}

/**
 * Reports whether an execution entered, moved within or left the queue, which changes the places of all that
 * wait.
 */
const movesQueue = ({ status, startedAt, steps }: ExecutionChange): boolean =>
  status === 'running' ? steps.length === 0 : startedAt === null

/** Applies notes, which can also change after the end of an execution. */
function applyNoted(
  cache: LiveCache,
  { executionId, pipelineId, notes }: Extract<LiveMessage, { type: 'execution.noted' }>,
): void {
  const withNotes = <T extends { id: string; notes: number }>(item: T): T =>
    item.id === executionId && item.notes !== notes ? { ...item, notes } : item
  cache.patch<Execution>(executions.detail(executionId).queryKey, withNotes)
  cache.patch<Pages<ExecutionSummary>>(executions.lists(), (data) => mapItems(data, withNotes))
  cache.invalidate(executionNotes.of(executionId).queryKey)
  cache.invalidate(pipelines.timeline(pipelineId).queryKey)
}

/**
 * Applies the progress of a bulk action. Counts only grow, because a hint can arrive after the event of the
 * end. Failures are not in the message.
 */
function applyBulk(
  cache: LiveCache,
  message: Extract<LiveMessage, { type: 'bulk.progress' | 'bulk.changed' }>,
): void {
  const { queryKey } = bulks.report(message.type === 'bulk.changed' ? message.bulk.id : message.bulkId)
  const change = message.type === 'bulk.changed' ? message.bulk : message
  const patch = message.type === 'bulk.changed' ? cache.patch : cache.advance
  patch<BulkReport>(queryKey, (report) => {
    if (change.done < report.done || report.status !== 'running') return report
    const { done, unchanged, failed } = change
    return message.type === 'bulk.changed'
      ? { ...report, ...message.bulk }
      : { ...report, done, unchanged, failed }
  })
  if (message.type === 'bulk.changed' && message.bulk.status !== 'running') cache.invalidate(queryKey)
}

function applyProgress(
  cache: LiveCache,
  { executionId, pipelineId, streams, ...totals }: Extract<LiveMessage, { type: 'execution.progress' }>,
): void {
  const withTotals = <T extends { id: string; status: ExecutionStatus } & Partial<KnownTotals>>(item: T): T =>
    item.id === executionId && !isFinished(item.status) ? withGreaterTotals(item, totals) : item
  cache.advance<Execution>(executions.detail(executionId).queryKey, (execution) => {
    const next = withTotals(execution)
    return next === execution ? execution : { ...next, streams }
  })
  cache.advance<Pages<ExecutionSummary>>(executions.lists(), (data) => mapItems(data, withTotals))
  changePipelines(cache.advance, pipelineId, (pipeline) => {
    const { lastExecution } = pipeline
    if (lastExecution === null) return pipeline
    const next = withTotals(lastExecution)
    return next === lastExecution
      ? pipeline
      : { ...pipeline, lastExecution: next, recentExecutions: pipeline.recentExecutions.map(withTotals) }
  })
}

function fillEmptyLists(cache: LiveCache): void {
  cache.patch<Pages<PipelineSummary>>(pipelines.lists(), (data, key) => {
    if (data.pages.every((page) => page.items.length === 0)) cache.invalidate(key)
    return data
  })
}

function changePipelines(
  patch: LiveCache['patch'],
  id: string,
  change: <T extends PipelineSummary>(pipeline: T) => T,
): void {
  patch<PipelineSummary>(pipelines.detail(id).queryKey, change)
  patch<Pages<PipelineSummary>>(pipelines.lists(), (data) =>
    mapItems(data, (pipeline) => (pipeline.id === id ? change(pipeline) : pipeline)),
  )
}

/** Reports whether a list is the history of that one pipeline, where a new row can appear at once. */
function showsPipeline(key: Key, pipelineId: string): boolean {
  const filters = key[executions.lists().length] as ExecutionFilters | undefined
  return filters?.pipelineId === pipelineId
}
