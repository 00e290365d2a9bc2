import { flowListQuerySchema } from '@flx/shared/pipelines/flows'
import { expect, it } from 'vitest'

import type { Stores } from '../../../src/adapters/db/create-stores.ts'
import { describeDialects, type TestDatabase } from '../../support/database.ts'
import { at, storedPipeline } from '../../support/records.ts'

/** Pipelines by name, each after the one that is named beside it. */
async function chained(stores: Stores, after: Record<string, string>): Promise<Map<string, string>> {
  const ids = new Map<string, string>()
  for (const [name, before] of Object.entries(after)) {
    const { id } = await storedPipeline(stores, { name, after: ids.get(before) ?? null })
    ids.set(name, id)
  }
  return ids
}

const setStatus = (test: TestDatabase, name: string, status: string) =>
  test.database.db.updateTable('pipeline').set({ last_status: status }).where('name', '=', name).execute()

const query = (given: object = {}) => flowListQuerySchema.parse(given)

describeDialects('chains of pipelines', (open) => {
  it('come worst first, a page at a time, without pipelines that stand alone', async () => {
    await using test = await open()
    const { pipelines } = test.stores
    await chained(test.stores, { a: '', b: 'a', c: 'b', d: 'b', alone: '', m: '', n: 'm', x: '', y: 'x' })
    await setStatus(test, 'y', 'failed')
    await setStatus(test, 'n', 'running')
    const read = async (given: object) => {
      const { items, nextCursor } = await pipelines.flows(query(given))
      return {
        nextCursor,
        chains: items.map((flow) => flow.pipelines.map(({ name }) => name).join('')),
        counts: items.map(({ size, failed, running }) => [size, failed, running]),
      }
    }
    expect(await read({})).toEqual({
      nextCursor: null,
      chains: ['xy', 'mn', 'abcd'],
      counts: [
        [2, 1, 0],
        [2, 0, 1],
        [4, 0, 0],
      ],
    })
    for (const [sort, order] of [
      ['worst', ['xy', 'mn', 'abcd']],
      ['name', ['abcd', 'mn', 'xy']],
    ] as const) {
      const seen: string[] = []
      for (let cursor: string | null | undefined; cursor !== null;) {
        const page = await read({ sort, limit: 1, ...(cursor !== undefined && { cursor }) })
        seen.push(...page.chains)
        cursor = page.nextCursor
      }
      expect(seen).toEqual(order)
    }
    expect((await read({ search: 'D' })).chains).toEqual(['abcd'])
    expect((await read({ search: 'nowhere' })).chains).toEqual([])
  })

  it('start after a pipeline that is archived, and end before one', async () => {
    await using test = await open()
    const { pipelines } = test.stores
    const ids = await chained(test.stores, { a: '', b: 'a', c: 'b', d: 'c' })
    const [first] = (await pipelines.flows(query())).items
    expect(first?.pipelines.map(({ after }) => after)).toEqual(
      [null, 'a', 'b', 'c'].map((name) => ids.get(name ?? '') ?? null),
    )
    await pipelines.archive(ids.get('a') ?? '', at(0), {})
    const [rest] = (await pipelines.flows(query())).items
    expect(rest?.pipelines.map(({ name }) => name)).toEqual(['b', 'c', 'd'])
    await pipelines.archive(ids.get('c') ?? '', at(0), {})
    expect((await pipelines.flows(query())).items).toEqual([])
  })

  it('are found from any of their pipelines, direct neighbours first', async () => {
    await using test = await open()
    const { pipelines } = test.stores
    const many = Object.fromEntries(Array.from({ length: 70 }, (_, index) => [`z${index}`, 'b']))
    const ids = await chained(test.stores, { a: '', b: 'a', ...many, last: 'z9' })
    const flow = await pipelines.flowOf(ids.get('z9') ?? '')
    expect(flow).toMatchObject({ id: ids.get('a'), size: 73 })
    expect(flow?.pipelines).toHaveLength(73)
    expect(flow?.pipelines.slice(0, 2).map(({ name }) => name)).toEqual(['z9', 'last'])
    // In a list the pipelines nearest to the start represent the chain.
    const [listed] = (await pipelines.flows(query())).items
    expect([listed?.size, listed?.pipelines.length, listed?.pipelines[0]?.name]).toEqual([73, 60, 'a'])
    const { id } = await storedPipeline(test.stores, { name: 'alone' })
    expect(await pipelines.flowOf(id)).toMatchObject({ id, size: 1 })
    await pipelines.archive(id, at(0), {})
    expect(await pipelines.flowOf(id)).toBeUndefined()
  })
})
