import type { ExecutionListQuery } from '@flx/shared/executions/execution'
import { describe, expect, it } from 'vitest'

import { at, executionQuery, newId } from '../../support/records.ts'
import { plansOf, SLOW } from './plans-of.ts'

describe('with a million executions, nothing slows down', () => {
  const pipelineId = newId()
  it.each<[string, Partial<ExecutionListQuery>]>([
    ['the list', {}],
    ['the oldest first', { sort: 'queuedAt' }],
    ['a status', { status: ['failed'] }],
    ['a pipeline', { pipelineId }],
    ['a pipeline and a status', { pipelineId, status: ['success'] }],
    ['several statuses', { status: ['failed', 'cancelled'] }],
    ['a trigger', { trigger: 'schedule' }],
    ['a trigger and a status', { trigger: 'api', status: ['failed'] }],
    ['a trigger of full refreshes', { trigger: 'api', fullRefresh: true }],
    ['incremental', { fullRefresh: false }],
    ['too few records', { shortfall: ['empty'] }],
    ['a search', { search: 'certificate' }],
    ['a search and a status', { search: 'certificate', status: ['failed'] }],
    ['a short search', { search: 'no' }],
    ['a search in a pipeline', { search: 'certificate', pipelineId }],
    ['full refreshes', { fullRefresh: true }],
    ['a day', { from: at(0), to: at(86_400) }],
  ])('the list of executions: %s', async (_, filter) => {
    const first = await plansOf((stores) => stores.executions.list(executionQuery(filter)))
    const sort = filter.sort ?? '-queuedAt'
    const cursor = Buffer.from(JSON.stringify([sort, at(9), newId()])).toString('base64url')
    const next = await plansOf((stores) => stores.executions.list(executionQuery({ ...filter, cursor })))
    expect(first.join('\n')).toMatch(/USING (COVERING )?INDEX execution_/)
    expect([...first, ...next].filter((detail) => SLOW.test(detail))).toEqual([])
    // The next page starts at its place in the index, not at the index's beginning.
    for (const detail of next
      .filter((one) => /(SEARCH|SCAN) execution/.test(one) && !/id=\?|error_seq=/.test(one))
      .slice(0, 1)) {
      expect(detail).toMatch(/SEARCH execution USING (COVERING )?INDEX \w+ \(.*\(queued_at,id\)[<>]/)
    }
  })

  it.each<Partial<ExecutionListQuery>>([
    { sort: '-duration' },
    { sort: 'records' },
    { sort: '-records', status: ['failed'], pipelineId },
    { sort: '-duration', search: 'certificate' },
  ])('the list of executions by size: %o', async (filter) => {
    const cursor = Buffer.from(JSON.stringify([filter.sort, '5', newId()])).toString('base64url')
    const plans = await plansOf(async ({ executions }) => {
      await executions.list(executionQuery(filter))
      await executions.list(executionQuery({ ...filter, cursor }))
    })
    // Few matches are sorted once found; the table itself is never read whole.
    expect(plans.filter((detail) => /SCAN execution(?! USING)|AUTOMATIC/.test(detail))).toEqual([])
  })

  it('the comparison of runners', async () => {
    const plans = await plansOf(async ({ executions }) => {
      await executions.runnerRuns(pipelineId, 'meltano', 20)
      await executions.runnerRuns(pipelineId, 'own', 20)
    })
    expect(plans.filter((detail) => /SEARCH execution USING INDEX/.test(detail))).toHaveLength(2)
    // The rows read, 500 at most, are sorted in memory; the table is not.
    expect(plans.filter((detail) => /SCAN execution|AUTOMATIC/.test(detail))).toEqual([])
  })

  it('the calendar and comparisons of executions', async () => {
    const periods = [{ from: Date.parse(at(0)), to: Date.parse(at(86_400)) }]
    const plans = await plansOf(async ({ executions }) => {
      await executions.calendar({}, periods)
      await executions.calendar({ pipelineId, status: ['failed', 'running'] }, periods)
      await executions.calendar({ trigger: 'api' }, periods)
      await executions.successBefore({ id: newId(), pipelineId, queuedAt: at(0) })
      await executions.names([newId()])
    })
    expect(plans.length).toBeGreaterThan(8)
    expect(plans.filter((detail) => SLOW.test(detail))).toEqual([])
  })

  it('the strips, statistics and medians of pipelines, and the next execution a worker takes', async () => {
    const plans = await plansOf(async ({ pipelines, executions, schedules }) => {
      await pipelines.recentExecutions([newId(), newId(), newId()], 24)
      await pipelines.statistics(newId())
      await executions.medianSuccessSeconds(newId(), 10)
      await executions.unfinishedOf(newId())
      await executions.countByStatus('running')
      await executions.findAbandoned(new Date(at(0)), { allRunning: false })
      await executions.claim('worker', 'token', () => new Date(at(0)), 30)
      await executions.requestCancel(newId(), at(0))
      await executions.nextStart(new Date(at(0)))
      await executions.obstacles([newId(), newId()], new Date(at(0)), [newId(), newId()])
      await executions.attempts(newId())
      await executions.prioritise(newId(), 'high', { id: null, name: 'Ann' })
      await schedules.late(at(0), 100)
    })
    expect(plans.length).toBeGreaterThan(8)
    expect(plans.filter((detail) => SLOW.test(detail))).toEqual([])
    expect(plans.join('\n')).toMatch(
      /USING INDEX execution_turn[^]*plugin_limited[^]*execution_not_before[^]*USING COVERING INDEX execution_turn/,
    )
  })
})
