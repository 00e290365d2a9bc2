import type { BudgetFilter } from '@flx/shared/pipelines/objectives'
import { expect, it } from 'vitest'

import { createWriter } from '../../../src/adapters/db/core/writer.ts'
import { recountObjectives } from '../../../src/adapters/db/objectives/recount-objectives.ts'
import { describeDialects, type TestDatabase } from '../../support/database.ts'
import { at, endedExecution, failedBecause, pipelineQuery, storedPipeline } from '../../support/records.ts'

const HOUR = 3600
const DAY = 24 * HOUR

const failed = (seconds: number) => ({ seconds, ...failedBecause('The source is away.') })

async function kept({ database }: TestDatabase, id: string): Promise<number> {
  const row = await database.db
    .selectFrom('pipeline')
    .select('budget_left')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return row.budget_left
}

const named = async ({ stores }: TestDatabase, query: Parameters<typeof pipelineQuery>[0]) =>
  (await stores.pipelines.list(pipelineQuery(query))).items.map(({ name }) => name)

describeDialects('error budgets left', (open) => {
  it('sort and filter the list, page by page, pipelines without an objective last', async () => {
    await using test = await open()
    const { pipelines } = test.stores
    await storedPipeline(test.stores, { name: 'none' })
    await storedPipeline(test.stores, { name: 'whole', successObjective: 90 })
    const spent = await storedPipeline(test.stores, { name: 'spent', successObjective: 90 })
    const half = await storedPipeline(test.stores, { name: 'half', successObjective: 50 })
    await endedExecution(test.stores, spent, failed(0))
    await endedExecution(test.stores, spent, failed(100))
    for (const seconds of [0, 100, 200]) await endedExecution(test.stores, half, { seconds })
    await endedExecution(test.stores, half, failed(300))
    const paged = async (sort: 'budgetLeft' | '-budgetLeft') => {
      const names: string[] = []
      for (let cursor: string | undefined; ;) {
        const page = await pipelines.list(pipelineQuery({ sort, limit: 1, cursor }))
        names.push(...page.items.map(({ name }) => name))
        if (page.nextCursor === null) return names
        cursor = page.nextCursor
      }
    }
    expect(await paged('budgetLeft')).toEqual(['spent', 'half', 'whole', 'none'])
    expect(await paged('-budgetLeft')).toEqual(['whole', 'half', 'spent', 'none'])
    const by = (budget: BudgetFilter) => named(test, { budget, sort: 'name' })
    expect(await by('spent')).toEqual(['spent'])
    expect(await by('left')).toEqual(['half', 'whole'])
    expect(await by('none')).toEqual(['none'])
  })

  it('follow an objective that is set, changed and removed', async () => {
    await using test = await open()
    const pipeline = await storedPipeline(test.stores)
    await endedExecution(test.stores, pipeline, failed(0))
    await endedExecution(test.stores, pipeline, failed(100))
    expect(await named(test, { budget: 'none' })).toHaveLength(1)
    const update = (version: number, successObjective: number | null) =>
      test.stores.pipelines.update(
        { ...pipeline, successObjective, version: version + 1, updatedAt: at(200) },
        version,
      )
    await update(1, 90)
    expect(await kept(test, pipeline.id)).toBe(-10_000)
    await update(2, null)
    expect(await named(test, { budget: 'none' })).toHaveLength(1)
  })

  it('recover as days leave the objective, and shrink while data is too old', async () => {
    await using test = await open()
    const { objectives } = test.stores
    const daily = await storedPipeline(test.stores, { successObjective: 90, objectiveDays: 7 })
    await endedExecution(test.stores, daily, failed(0))
    await endedExecution(test.stores, daily, failed(100))
    const old = await storedPipeline(test.stores, {
      freshnessTargetSeconds: HOUR,
      freshnessObjective: 90,
      objectiveDays: 7,
    })
    expect(await kept(test, daily.id)).toBeLessThan(0)
    expect(await kept(test, old.id)).toBe(10_000)
    // Nothing is due before its data is too old.
    expect(await objectives.keepBudgets(at(HOUR), 100)).toBe(0)
    expect(await objectives.keepBudgets(at(10 * HOUR), 100)).toBe(1)
    const left = await kept(test, old.id)
    expect(left).toBeLessThan(10_000)
    expect(left).toBeGreaterThan(0)
    expect(await objectives.keepBudgets(at(8 * DAY), 100)).toBe(2)
    expect(await kept(test, daily.id)).toBe(10_000)
    expect(await kept(test, old.id)).toBeLessThan(0)
  })

  it('are computed again by a recount', async () => {
    await using test = await open()
    const pipeline = await storedPipeline(test.stores, { successObjective: 90 })
    await endedExecution(test.stores, pipeline, failed(0))
    await endedExecution(test.stores, pipeline, failed(100))
    const right = await kept(test, pipeline.id)
    await test.database.db.updateTable('pipeline').set({ budget_left: 5 }).execute()
    await recountObjectives(createWriter(test.database), Date.parse(at(200)))
    expect(await kept(test, pipeline.id)).toBe(right)
  })
})
