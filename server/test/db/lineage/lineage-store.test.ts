import { datasetListQuerySchema } from '@flx/shared/lineage/lineage'
import { expect, it } from 'vitest'

import type { Stores } from '../../../src/adapters/db/create-stores.ts'
import type { LineageReport } from '../../../src/domain/lineage/lineage-report.ts'
import { describeDialects } from '../../support/database.ts'
import { aResult, at, startedExecution, storedPipeline } from '../../support/records.ts'

/** `a>b`: data goes from a to b. */
const report = (flows: readonly string[], whole = true): LineageReport => {
  const names = [...new Set(flows.flatMap((flow) => flow.split('>')))]
  return {
    datasets: names.map((name) => ({
      ...{ kind: 'table', namespace: 'postgres://db:5432', name, dbt: null },
      columns: name === 'bare' ? [] : [{ name: 'id', type: 'integer' }],
    })),
    flows: flows.map((flow) => {
      const [from = '', to = ''] = flow.split('>')
      const ends = { from: names.indexOf(from), to: names.indexOf(to) }
      return { ...ends, step: 'load', certainty: 'observed', sameNames: true, columns: [], stream: from }
    }),
    whole,
  }
}

async function told(
  stores: Stores,
  pipeline: { id: string; name: string },
  seconds: number,
  flows: readonly string[],
  whole = true,
): Promise<string> {
  const lease = await startedExecution(stores, pipeline, { queuedAt: at(seconds) })
  const given = { pipelineId: pipeline.id, report: report(flows, whole), at: at(seconds) }
  const hash = JSON.stringify([flows, whole])
  expect(await stores.lineage.record(lease, { ...given, hash })).toBe(true)
  await stores.executions.finish(lease, aResult(), at(seconds + 1))
  // The lease ends with the execution.
  expect(await stores.lineage.record(lease, { ...given, hash: 'late', report: report([]) })).toBe(false)
  return lease.executionId
}

const NOW = { moment: null, limit: 100 }

describeDialects('lineage', (open) => {
  it('keeps flows while they are reported, and ends those missing from a complete report', async () => {
    await using database = await open()
    const { stores } = database
    const pipeline = await storedPipeline(stores, { name: 'Nightly' })
    const first = await told(stores, pipeline, 0, ['a>b', 'b>c'])
    await told(stores, pipeline, 10, ['a>b', 'b>c'])
    await told(stores, pipeline, 20, ['a>d'], false)
    const flowsOf = async (options = NOW as { moment: string | null; limit: number }) => {
      const ends = await stores.lineage.linksOf([pipeline.id], options)
      return stores.lineage.flowsBetween([...new Set(ends.flatMap(({ from, to }) => [from, to]))], options)
    }
    const partial = await flowsOf()
    expect(partial).toHaveLength(3)
    expect(partial[0]).toMatchObject({ executionId: first, since: at(0), until: null })
    await told(stores, pipeline, 30, ['a>d'])
    expect(await flowsOf()).toHaveLength(1)
    const past = await flowsOf({ moment: at(15), limit: 100 })
    expect(past.map(({ until }) => until)).toEqual([at(30), at(30)])
    expect(await flowsOf({ moment: at(-1), limit: 100 })).toEqual([])
    await stores.pipelines.archive(pipeline.id, at(40), {})
    expect(await flowsOf()).toEqual([])
  })

  it('gives a dataset one place, whatever reports it, and keeps columns that another does not know', async () => {
    await using database = await open()
    const { stores } = database
    const [one, other] = [
      await storedPipeline(stores, { name: 'One' }),
      await storedPipeline(stores, { name: 'Other' }),
    ]
    await told(stores, one, 0, ['Source\0>Shop.Orders'])
    await told(stores, other, 10, ['shop.orders>bare'])
    const { items, total } = await stores.lineage.list(datasetListQuerySchema.parse({ search: 'ORDERS' }))
    expect(total).toBe(1)
    const [orders] = items
    expect(orders).toMatchObject({ columns: 1, firstSeenAt: at(0), changedAt: at(10) })
    const ids = [orders?.id ?? '']
    expect(await stores.lineage.flowsAt('to', ids, NOW)).toHaveLength(1)
    expect(await stores.lineage.flowsAt('from', ids, NOW)).toHaveLength(1)
    expect((await stores.lineage.pipelines([one.id, other.id])).map(({ name }) => name).toSorted()).toEqual([
      'One',
      'Other',
    ])
    expect((await stores.lineage.find(ids[0] ?? ''))?.columns).toEqual([{ name: 'id', type: 'integer' }])
    expect(await stores.lineage.datasets([])).toEqual([])
  })

  it('finds datasets by their system, and by a tag of the pipelines that move them', async () => {
    await using database = await open()
    const { stores } = database
    const tagged = await storedPipeline(stores, { name: 'Tagged', tags: ['shop', 'daily'] })
    await told(stores, tagged, 0, ['a>b'])
    await told(stores, await storedPipeline(stores, { name: 'Other' }), 5, ['c>d'])
    const found = async (query: object): Promise<string[]> => {
      const { items } = await stores.lineage.list(datasetListQuerySchema.parse(query))
      return items.map(({ name }) => name).toSorted()
    }
    expect(await found({ tag: 'shop' })).toEqual(['a', 'b'])
    expect(await found({ tag: 'shop', search: 'elsewhere' })).toEqual([])
    expect(await found({ tag: 'nobody' })).toEqual([])
    expect(await found({ source: 'postgres://db:5432' })).toEqual(['a', 'b', 'c', 'd'])
    expect(await found({ source: 'postgres://other:5432' })).toEqual([])
    // Datasets that it no longer moves are not found by it.
    await told(stores, tagged, 10, ['a>e'])
    expect(await found({ tag: 'daily' })).toEqual(['a', 'e'])
    expect(await stores.lineage.sources(10)).toEqual([{ namespace: 'postgres://db:5432', datasets: 5 }])
    const [pipeline] = await stores.lineage.pipelines([tagged.id])
    expect(pipeline?.tags).toEqual(['shop', 'daily'])
  })
})
