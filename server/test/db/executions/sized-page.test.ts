import { expect, it } from 'vitest'

import { describeDialects } from '../../support/database.ts'
import { endedExecution, executionQuery, startedExecution, storedPipeline } from '../../support/records.ts'

describeDialects('executions by duration and records', (open) => {
  it('are the ended ones, in order over all pages, with and without filters', async () => {
    await using test = await open()
    const { stores } = test
    const pipeline = await storedPipeline(stores, { name: 'Sales' })
    const other = await storedPipeline(stores, { name: 'Stock' })
    for (let index = 0; index < 7; index++) {
      await endedExecution(stores, index % 2 === 0 ? pipeline : other, { seconds: index * 1000 })
    }
    await startedExecution(stores, other, { seconds: 9000, trigger: 'api' })
    for (const sort of ['-duration', 'duration', '-records', 'records'] as const) {
      for (const filter of [{}, { pipelineId: pipeline.id }, { search: 'sal' }]) {
        const ids: string[] = []
        const sizes: number[] = []
        let cursor: string | undefined
        do {
          const page = await stores.executions.list(executionQuery({ sort, ...filter, limit: 2, cursor }))
          ids.push(...page.items.map(({ id }) => id))
          sizes.push(
            ...page.items.map((item) =>
              sort.endsWith('duration')
                ? (item.durationSeconds ?? Number.NaN)
                : (item.recordsProcessed ?? Number.NaN),
            ),
          )
          cursor = page.nextCursor ?? undefined
        } while (cursor !== undefined)
        expect(new Set(ids).size).toBe('pipelineId' in filter || 'search' in filter ? 4 : 7)
        expect(ids).toHaveLength(new Set(ids).size)
        const sorted = sizes.toSorted((a, b) => (sort.startsWith('-') ? b - a : a - b))
        expect(sizes).toEqual(sorted)
      }
    }
  })
})
