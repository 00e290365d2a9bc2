import type { ExecutionListQuery } from '@flx/shared/executions/execution'
import { PIPELINE_SORTS } from '@flx/shared/pipelines/pipeline-list'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { openTestDatabase, type TestDatabase } from '../../support/database.ts'
import { executionQuery, newId, pipelineQuery } from '../../support/records.ts'
import { fillForPlans, rowsReadBy, SIZE } from './rows-read.ts'

/** A page reads some rows around its own; never a part of the table that grows with it. */
const FEW = 400

let opened: TestDatabase
let filled: Awaited<ReturnType<typeof fillForPlans>>
beforeAll(async () => {
  opened = await openTestDatabase('postgres')
  filled = await fillForPlans(opened.database, opened.stores)
})
afterAll(() => opened[Symbol.asyncDispose]())

describe('on PostgreSQL, however many executions there are, few are read for', () => {
  it.each<[string, (some: { pipelineId: string; last: string }) => Partial<ExecutionListQuery>]>([
    ['the list', () => ({})],
    ['the oldest first', () => ({ sort: 'queuedAt' })],
    ['a status', () => ({ status: ['failed'] })],
    ['a pipeline', ({ pipelineId }) => ({ pipelineId })],
    ['a pipeline and a status', ({ pipelineId }) => ({ pipelineId, status: ['success'] })],
    ['several statuses', () => ({ status: ['failed', 'cancelled'] })],
    ['a trigger', () => ({ trigger: 'schedule' })],
    ['a trigger and a status', () => ({ trigger: 'api', status: ['failed'] })],
    ['full refreshes', () => ({ fullRefresh: true })],
    ['incremental', () => ({ fullRefresh: false })],
    ['too few records', () => ({ shortfall: ['empty'] })],
    ['a search', () => ({ search: 'certificate' })],
    ['a search and a status', () => ({ search: 'certificate', status: ['failed'] })],
    ['the longest', () => ({ sort: '-duration' })],
    ['the fewest records', () => ({ sort: 'records' })],
    ['a day', ({ last }) => ({ to: last, from: new Date(Date.parse(last) - 86_400_000).toISOString() })],
  ])('the list of executions: %s', async (_, filterOf) => {
    const filter = filterOf(filled)
    const read = await rowsReadBy(opened.database, 'execution', async ({ executions }) => {
      const first = await executions.list(executionQuery(filter))
      expect(first.items.length).toBeGreaterThan(0)
      if (first.nextCursor !== null)
        await executions.list(executionQuery({ ...filter, cursor: first.nextCursor }))
    })
    expect(read).toBeLessThan(FEW)
  })

  it('the strips, the medians and the next execution a worker takes', async () => {
    const { pipelineId } = filled
    const read = await rowsReadBy(
      opened.database,
      'execution',
      async ({ pipelines, executions, schedules }) => {
        await pipelines.recentExecutions([pipelineId, newId()], 24)
        await pipelines.statistics(pipelineId)
        await executions.medianSuccessSeconds(pipelineId, 10)
        await executions.unfinishedOf(pipelineId)
        await executions.countByStatus('running')
        await executions.findAbandoned(new Date(filled.last), { allRunning: false })
        await executions.nextStart(new Date(filled.last))
        await executions.obstacles([pipelineId, newId()], new Date(filled.last), [newId()])
        await executions.attempts(filled.executionId)
        await schedules.late(filled.last, 100)
      },
    )
    expect(read).toBeLessThan(FEW)
  })

  it('the figures of the fleet', async () => {
    const to = Date.parse(filled.last)
    const period = { from: to - 86_400_000, to }
    const read = await rowsReadBy(opened.database, 'execution', async ({ statistics }) => {
      await statistics.periods([period])
      await statistics.allTime()
      await statistics.firstDay()
      await statistics.running()
      await statistics.pending()
      await statistics.unfinishedIn(period)
      await statistics.recentFailures(period, 10)
      await statistics.recentFailures(null, 10)
    })
    expect(read).toBeLessThan(FEW)
  })

  it('the lists of pipelines', async () => {
    const read = await rowsReadBy(opened.database, 'execution', async ({ pipelines }) => {
      for (const sort of PIPELINE_SORTS) await pipelines.list(pipelineQuery({ sort }))
      await pipelines.list(pipelineQuery({ search: 'orders' }))
    })
    expect(read).toBeLessThan(FEW)
  })
})

it('the control: a query that reads all of them is detected', async () => {
  const read = await rowsReadBy(opened.database, 'execution', ({ statistics }) =>
    statistics.hasSampleHistory(),
  )
  const all = await rowsReadBy(opened.database, 'execution', ({ reader }) =>
    reader.db.selectFrom('execution').select('id').where('worker', '=', 'nobody').execute(),
  )
  expect([read < FEW, all]).toEqual([true, SIZE.executions + 1])
})
