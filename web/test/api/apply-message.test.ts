import type { BulkReport } from '@flx/shared/bulk'
import { totalsOf, type ListedExecution } from '@flx/shared/executions/execution'
import type { Step } from '@flx/shared/executions/step'
import type { ExecutionChange } from '@flx/shared/live/live'
import type { PipelineSummary } from '@flx/shared/pipelines/pipeline'
import { QueryClient } from '@tanstack/react-query'
import { beforeEach, describe, expect, it } from 'vitest'

import { applyMessage, type LiveCache, type LiveMessage } from '#web/api/live/apply-message.ts'
import { bulks } from '#web/api/executions/bulks.ts'
import { executionNotes } from '#web/api/executions/execution-notes.ts'
import { executions } from '#web/api/executions/executions.ts'
import { liveCachesOf } from '#web/api/live/live-cache.ts'
import { pipelineCatalog } from '#web/api/pipelines/pipeline-catalog.ts'
import { pipelineState } from '#web/api/pipelines/pipeline-state.ts'
import { pipelines } from '#web/api/pipelines/pipelines.ts'
import { plugins } from '#web/api/plugins/plugins.ts'
import { projects } from '#web/api/projects/projects.ts'
import { schedules } from '#web/api/schedules.ts'

import { change, execution, pages, pipeline } from '../support/builders.ts'

/** The real query cache. Keys marked stale are only recorded. */
let queries: QueryClient
let stale: string[]
let cache: LiveCache

beforeEach(() => {
  queries = new QueryClient()
  stale = []
  const { patch, advance } = liveCachesOf(queries).at(1)
  cache = { patch, advance, invalidate: (key) => stale.push(JSON.stringify(key)) }
})

const apply = (...messages: LiveMessage[]) => {
  for (const message of messages) applyMessage(cache, message)
}
const changed = (values: Partial<ExecutionChange>, seq = 1): LiveMessage => ({
  seq,
  type: 'execution.changed',
  execution: change(values),
})
const all = executions.list({}).queryKey
const cards = pipelines.list({}).queryKey
const firstExecution = (): ListedExecution | undefined => queries.getQueryData(all)?.pages[0]?.items[0]
const firstCard = (): PipelineSummary | undefined => queries.getQueryData(cards)?.pages[0]?.items[0]

describe('a changed execution', () => {
  it('moves forward in every list', () => {
    queries.setQueryData(all, pages([execution({ status: 'pending' })]))
    apply(changed({ status: 'running', startedAt: '2026-11-23T10:00:01Z', recordsProcessed: 5 }))
    expect(firstExecution()).toMatchObject({ status: 'running', recordsProcessed: 5 })
  })

  it('has as many notes as the last message says, even after its end', () => {
    queries.setQueryData(all, pages([execution({ status: 'failed' })]))
    apply({ seq: 2, type: 'execution.noted', executionId: 'e1', pipelineId: 'p1', notes: 3 })
    expect(firstExecution()).toMatchObject({ status: 'failed', notes: 3 })
    expect(stale).toContain(JSON.stringify(executionNotes.of('e1').queryKey))
  })

  it('marks the execution that it retries as retried', () => {
    queries.setQueryData(all, pages([execution({ status: 'failed' })]))
    apply(changed({ id: 'e2', status: 'pending', retryOf: 'e1', attempt: 2 }))
    expect(firstExecution()).toMatchObject({ id: 'e1', status: 'failed', retriedBy: 'e2' })
  })

  it('reloads the waiting executions when the queue moves, and not with each step', () => {
    const waiting = JSON.stringify(executions.waiting().queryKey)
    const started = { status: 'running', startedAt: '2026-11-23T10:00:01Z' } as const
    const step = { kind: 'load', status: 'running' } as Step
    const reloadsWaiting = (values: Partial<ExecutionChange>) => {
      stale = []
      apply(changed({ id: 'e2', ...values }))
      return stale.includes(waiting)
    }
    expect([
      reloadsWaiting({ status: 'pending' }),
      reloadsWaiting(started),
      reloadsWaiting({ status: 'cancelled' }),
    ]).toEqual([true, true, true])
    expect([
      reloadsWaiting({ ...started, steps: [step] }),
      reloadsWaiting({ ...started, status: 'success' }),
    ]).toEqual([false, false])
  })

  it('never leaves a final status, whatever comes late or twice', () => {
    queries.setQueryData(all, pages([execution({ status: 'running' })]))
    apply(
      changed({ status: 'cancelled', recordsProcessed: 7 }, 3),
      changed({ status: 'running', recordsProcessed: 9 }, 2),
      changed({ status: 'success', recordsProcessed: 9 }, 4),
    )
    expect(firstExecution()).toMatchObject({ status: 'cancelled', recordsProcessed: 7 })
  })

  it('never counts backwards while it is unfinished', () => {
    queries.setQueryData(all, pages([execution({ status: 'running', recordsProcessed: 100 })]))
    apply(changed({ status: 'running', recordsProcessed: 60 }))
    expect(firstExecution()?.recordsProcessed).toBe(100)
  })

  it('is reloaded where it is shown whole, because state and log lines are not in the event', () => {
    apply(changed({ status: 'failed' }))
    expect(stale).toContain(JSON.stringify(executions.detail('e1').queryKey))
  })

  it('updates the card of its pipeline: status, figures and strip', () => {
    queries.setQueryData(cards, pages([pipeline()]))
    apply(
      changed({ status: 'running' }),
      changed({ status: 'success', durationSeconds: 4, recordsProcessed: 9 }, 2),
    )
    expect(firstCard()?.lastExecution).toMatchObject({ id: 'e1', status: 'success', durationSeconds: 4 })
    expect(firstCard()?.recentExecutions).toEqual([
      {
        id: 'e1',
        status: 'success',
        durationSeconds: 4,
        recordsProcessed: 9,
        queuedAt: '2026-11-23T10:00:00Z',
        shortfall: null,
      },
    ])
  })

  it('updates the freshness of its pipeline when it ends, unless a newer one is known', () => {
    const pipelineFigures = {
      loadedAt: '2026-11-23T10:01:00Z',
      staleAt: '2026-11-23T12:01:00Z',
      successRate: 0.9,
      p95Seconds: 4,
    }
    queries.setQueryData(cards, pages([pipeline()]))
    apply(changed({ status: 'success', pipelineFigures }))
    expect(firstCard()).toMatchObject(pipelineFigures)
    expect(firstCard()).not.toHaveProperty('pipelineFigures')
    apply(
      changed({ id: 'e2', status: 'running', queuedAt: '2026-11-23T11:00:00Z' }, 2),
      changed({ id: 'e1', status: 'failed', pipelineFigures: { ...pipelineFigures, successRate: 0.1 } }, 3),
    )
    expect(firstCard()?.successRate).toBe(0.9)
  })

  it('does not replace a newer one on the card, but takes its place in the strip', () => {
    queries.setQueryData(cards, pages([pipeline()]))
    apply(
      changed({ id: 'e2', status: 'running', queuedAt: '2026-11-23T11:00:00Z' }),
      changed({ id: 'e1', status: 'failed' }, 2),
    )
    expect(firstCard()?.lastExecution?.id).toBe('e2')
    expect(firstCard()?.recentExecutions.map((bar) => bar.id)).toEqual(['e1', 'e2'])
  })

  it('keeps the strip at 30 bars', () => {
    queries.setQueryData(cards, pages([pipeline()]))
    for (let index = 0; index < 40; index += 1) {
      const queuedAt = `2026-11-23T10:${String(index).padStart(2, '0')}:00Z`
      apply(changed({ id: `e${index}`, status: 'success', queuedAt }, index + 1))
    }
    expect(firstCard()?.recentExecutions).toHaveLength(30)
    expect(firstCard()?.recentExecutions.at(-1)?.id).toBe('e39')
  })

  it('enters the history of its pipeline, and waits behind the pill elsewhere', () => {
    const history = executions.list({ pipelineId: 'p1' }).queryKey
    queries.setQueryData(history, pages<ListedExecution>([]))
    queries.setQueryData(all, pages<ListedExecution>([]))
    apply(changed({ status: 'pending' }))
    expect(stale).toContain(JSON.stringify(history))
    expect(stale).not.toContain(JSON.stringify(all))
  })

  it('reloads the figures of its pipeline only when it ended', () => {
    const figures = JSON.stringify(pipelines.statistics('p1').queryKey)
    apply(changed({ status: 'running' }))
    expect(stale).not.toContain(figures)
    apply(changed({ status: 'success' }, 2))
    expect(stale).toContain(figures)
  })

  it('reloads lists with the objectives of its pipeline when it ended, and no others', () => {
    const withObjectives = pipelines.list({ objectives: true, sort: 'worst' }).queryKey
    const others = pipelines.list({ objectives: true, tag: 'other' }).queryKey
    for (const key of [withObjectives, cards]) queries.setQueryData(key, pages([pipeline()]))
    queries.setQueryData(others, pages([pipeline({ id: 'p9' })]))
    const loads = (key: readonly unknown[]) => stale.includes(JSON.stringify(key))
    apply(changed({ status: 'running' }))
    expect(loads(withObjectives)).toBe(false)
    apply(changed({ status: 'failed' }))
    expect([withObjectives, cards, others].map(loads)).toEqual([true, false, false])
  })

  it('leaves unrelated data the same object, so that nothing else renders', () => {
    const before = pages([execution({ id: 'other', pipelineId: 'p2' })])
    queries.setQueryData(all, before)
    const stored = queries.getQueryData(all)
    apply(changed({ status: 'running' }))
    expect(queries.getQueryData(all)).toBe(stored)
  })
})

describe('a hint', () => {
  const progress = (recordsProcessed: number): LiveMessage => ({
    type: 'execution.progress',
    executionId: 'e1',
    pipelineId: 'p1',
    ...totalsOf([]),
    recordsProcessed,
    streams: [],
  })

  it('moves the counts on rows and cards', () => {
    queries.setQueryData(all, pages([execution({ status: 'running' })]))
    queries.setQueryData(cards, pages([pipeline()]))
    apply(changed({ status: 'running' }), progress(40), progress(30))
    expect(firstExecution()?.recordsProcessed).toBe(40)
    expect(firstCard()?.lastExecution?.recordsProcessed).toBe(40)
  })

  it('that arrives after the end changes nothing', () => {
    queries.setQueryData(all, pages([execution({ status: 'success', recordsProcessed: 40 })]))
    apply(progress(41))
    expect(firstExecution()?.recordsProcessed).toBe(40)
  })
})

describe('pipelines and plugins', () => {
  it('a created pipeline does not move the rows of a list', () => {
    apply({ seq: 1, type: 'pipeline.changed', pipelineId: 'p1', change: 'created' })
    expect(stale).not.toContain(JSON.stringify(pipelines.lists()))
  })

  it('a created pipeline appears in an empty list at once', () => {
    queries.setQueryData(cards, pages<PipelineSummary>([]))
    queries.setQueryData(pipelines.list({ status: 'active' }).queryKey, pages([pipeline()]))
    apply({ seq: 1, type: 'pipeline.changed', pipelineId: 'p2', change: 'created' })
    expect(stale).toContain(JSON.stringify(cards))
    expect(stale).not.toContain(JSON.stringify(pipelines.list({ status: 'active' }).queryKey))
  })

  it('a changed pipeline or plugin is loaded again', () => {
    apply(
      { seq: 1, type: 'pipeline.changed', pipelineId: 'p1', change: 'updated' },
      { seq: 2, type: 'plugin.changed', pluginId: 'x1', pluginType: 'loader', change: 'updated' },
    )
    expect(stale).toEqual(
      [
        schedules.all,
        pipelines.lists(),
        ['pipelines', 'flows'],
        pipelines.tags().queryKey,
        pipelines.owners().queryKey,
        pipelines.freshness().queryKey,
        ['templates'],
        pipelines.timeline('p1').queryKey,
        pipelineCatalog.use('p1').queryKey,
        pipelineState.of('p1'),
        pipelines.objectives('p1').queryKey,
        pipelines.detail('p1').queryKey,
        plugins.lists(),
        // They might be waiting because of a limit of the plugin.
        executions.waiting().queryKey,
        executions.details(),
        projects.folder().queryKey,
        plugins.detail('x1').queryKey,
      ].map((key) => JSON.stringify(key)),
    )
  })
})

describe('a bulk action', () => {
  const { queryKey } = bulks.report('b1')
  const running = { id: 'b1', status: 'running', total: 9, done: 2, unchanged: 0, failed: 0, failures: [] }
  const progress = (done: number, failed = 0) =>
    ({ type: 'bulk.progress', bulkId: 'b1', done, unchanged: 0, failed }) as const
  const report = () => queries.getQueryData(queryKey)

  it('counts up with its hints, never down', () => {
    queries.setQueryData(queryKey, running as unknown as BulkReport)
    apply(progress(5, 1), progress(4))
    expect(report()).toMatchObject({ status: 'running', done: 5, failed: 1 })
    expect(stale).toEqual([])
  })

  it('ends with its event, and is reloaded for its failures; a late hint changes nothing', () => {
    queries.setQueryData(queryKey, running as unknown as BulkReport)
    const bulk = { ...running, status: 'cancelled', done: 7 } as unknown as BulkReport
    apply({ seq: 1, type: 'bulk.changed', bulk }, progress(8))
    expect(report()).toMatchObject({ status: 'cancelled', done: 7 })
    expect(stale).toEqual([JSON.stringify(queryKey)])
  })
})
