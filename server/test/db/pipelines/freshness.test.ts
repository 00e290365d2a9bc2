import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { checkStalePipelines } from '../../../src/app/alerts/stale-alerts.ts'
import { anAlertRule } from '../../support/alert-rule.ts'
import { describeDialects, type TestDatabase } from '../../support/database.ts'
import { at, endedExecution, newId, pipelineQuery, storedPipeline } from '../../support/records.ts'

const HOUR = 3600

const recentFiguresOf = async ({ stores }: TestDatabase, id: string) =>
  (await stores.pipelines.recentExecutions([id], 30)).get(id)

describeDialects('the freshness of a pipeline', (open) => {
  it('counts from the creation until something was loaded, then from the last success', async () => {
    await using test = await open()
    const pipeline = await storedPipeline(test.stores, { freshnessTargetSeconds: HOUR })
    expect(await recentFiguresOf(test, pipeline.id)).toMatchObject({ loadedAt: null, staleAt: at(HOUR) })
    await endedExecution(test.stores, pipeline, { seconds: 100, duration: 20 })
    await endedExecution(test.stores, pipeline, { seconds: 200, duration: 5, status: 'failed' })
    const figures = await recentFiguresOf(test, pipeline.id)
    expect(figures).toMatchObject({ successRate: 0.5, p95Seconds: 20 })
    expect(Date.parse(figures?.staleAt ?? '') - Date.parse(figures?.loadedAt ?? '')).toBe(HOUR * 1000)
    const stored = { ...pipeline, freshnessTargetSeconds: null, version: 2 }
    await test.stores.pipelines.update(stored, 1)
    expect(await recentFiguresOf(test, pipeline.id)).toMatchObject({ staleAt: null })
  })

  it('is counted, listed and sorted, worst first', async () => {
    await using test = await open()
    const { pipelines } = test.stores
    const fresh = await storedPipeline(test.stores, { name: 'fresh', freshnessTargetSeconds: 300 * 86_400 })
    const none = await storedPipeline(test.stores, { name: 'none', owner: 'Mara' })
    const past = await storedPipeline(test.stores, { name: 'past', freshnessTargetSeconds: 60 })
    const off = await storedPipeline(test.stores, { freshnessTargetSeconds: 60, isActive: false })
    expect(await pipelines.freshness(at(61))).toEqual({ past: 1, close: 0, fresh: 1, none: 2 })
    expect(await pipelines.freshness(at(50))).toMatchObject({ past: 0, close: 1 })
    expect(await pipelines.stale(at(61), 10)).toMatchObject([{ pipelineId: past.id, loadedAt: null }])
    expect(await pipelines.owners(10)).toEqual(['Mara'])
    const ids: string[] = []
    let cursor: string | undefined
    do {
      const page = await pipelines.list(pipelineQuery({ sort: 'worst', limit: 1, cursor }))
      ids.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(ids.slice(0, 2)).toEqual([past.id, fresh.id])
    expect(ids.slice(2).toSorted()).toEqual([none.id, off.id].toSorted())
    const byRate: string[] = []
    do {
      const page = await pipelines.list(pipelineQuery({ sort: 'successRate', limit: 1, cursor }))
      byRate.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(byRate).toHaveLength(4)
    const mine = await pipelines.list(pipelineQuery({ owner: 'Mara', freshness: 'none', sort: 'owner' }))
    expect(mine.items.map(({ id }) => id)).toEqual([none.id])
  })

  describe('of several pipelines', () => {
    let test: TestDatabase
    beforeAll(async () => {
      test = await open()
      await storedPipeline(test.stores, { name: 'bare' })
      for (const [index, name] of (['quick', 'slow'] as const).entries()) {
        const pipeline = await storedPipeline(test.stores, {
          name,
          owner: ['Ada', 'Mara'][index] ?? '',
          freshnessTargetSeconds: HOUR * (index + 1),
          schedule: '0 2 * * *',
        })
        await test.stores.schedules.plan(pipeline.id, '0 2 * * *', pipeline.timezone, at(HOUR * (index + 1)))
        await endedExecution(test.stores, pipeline, { seconds: 100, duration: 10 * (index + 1) })
        if (name === 'slow')
          await endedExecution(test.stores, pipeline, { seconds: 200, duration: 5, status: 'failed' })
      }
    })
    afterAll(() => test[Symbol.asyncDispose]())

    it.each([
      ['staleAt', ['quick', 'slow', 'bare']],
      ['-staleAt', ['slow', 'quick', 'bare']],
      ['successRate', ['slow', 'quick', 'bare']],
      ['-successRate', ['quick', 'slow', 'bare']],
      ['p95', ['quick', 'slow', 'bare']],
      ['-p95', ['slow', 'quick', 'bare']],
      ['nextDueAt', ['quick', 'slow', 'bare']],
      ['-nextDueAt', ['slow', 'quick', 'bare']],
      ['owner', ['quick', 'slow', 'bare']],
      ['-owner', ['slow', 'quick', 'bare']],
    ] as const)('lists by %s, pipelines without a value last, page by page', async (sort, names) => {
      const found: string[] = []
      let cursor: string | undefined
      do {
        const page = await test.stores.pipelines.list(pipelineQuery({ sort, limit: 1, cursor }))
        found.push(...page.items.map(({ name }) => name))
        cursor = page.nextCursor ?? undefined
      } while (cursor !== undefined)
      expect(found).toEqual(names)
    })
  })

  it('explains the durations of successes, of several pipelines at once', async () => {
    await using test = await open()
    const slower = await storedPipeline(test.stores, { name: 'slower' })
    const idle = await storedPipeline(test.stores, { name: 'idle' })
    for (const [index, duration] of [10, 10, 12, 20].entries()) {
      await endedExecution(test.stores, slower, { seconds: 100 * index, duration })
    }
    await endedExecution(test.stores, slower, { seconds: 900, duration: 99, status: 'failed' })
    const trends = await test.stores.pipelines.durationTrends([slower.id, idle.id])
    expect(trends.get(slower.id)).toEqual([10, 12, 20])
    expect(trends.get(idle.id)).toEqual([])
    expect(await test.stores.pipelines.durationTrends([])).toEqual(new Map())
  })

  it('opens an incident when past its target, once, and closes it when data is loaded', async () => {
    await using test = await open()
    const { alerts } = test.stores
    let now = new Date(at(0))
    const context = { ...test.stores, clock: { now: () => now }, newId, publicUrl: null }
    const rule = anAlertRule({ name: 'Fresh', condition: 'stale' })
    await alerts.saveRule(rule)
    const pipeline = await storedPipeline(test.stores, { name: 'Orders', freshnessTargetSeconds: HOUR })
    expect(await checkStalePipelines(context)).toBe(false)
    now = new Date(at(HOUR + 1))
    expect(await checkStalePipelines(context)).toBe(true)
    expect(await checkStalePipelines(context)).toBe(false)
    expect((await alerts.incidents({ limit: 10 })).items).toMatchObject([
      {
        condition: 'stale',
        closedAt: null,
        message: 'No data has been loaded yet; the freshness target is 1 hour.',
      },
    ])
    await endedExecution(test.stores, pipeline, { seconds: HOUR, duration: 10 })
    expect(await checkStalePipelines(context)).toBe(true)
    const [incident] = (await alerts.incidents({ limit: 10 })).items
    expect(incident?.closedAt).not.toBeNull()
  })
})
