import { expect, it } from 'vitest'

import { describeDialects } from '../../support/database.ts'
import { listPages } from './list-pages.ts'
import {
  aPlugin,
  at,
  endedExecution,
  pipelineQuery,
  pluginQuery,
  storedPipeline,
} from '../../support/records.ts'

describeDialects('the list of pipelines', (open) => {
  it('sorts by name ignoring case, in pages that never overlap', async () => {
    await using test = await open()
    for (const name of ['beta', 'Alpha', 'Émile', 'ALPHA 2', 'émile 2', 'Zoë', '10', 'gamma']) {
      await storedPipeline(test.stores, { name })
    }
    const names = async (sort: 'name' | '-name') =>
      (await listPages((cursor) => test.stores.pipelines.list(pipelineQuery({ sort, cursor, limit: 3 }))))
        .flat()
        .map(({ name }) => name)
    const ascending = ['10', 'Alpha', 'ALPHA 2', 'beta', 'gamma', 'Zoë', 'Émile', 'émile 2']
    expect(await names('name')).toEqual(ascending)
    expect(await names('-name')).toEqual(ascending.toReversed())
  })

  it('sorts by last execution, pipelines that never had one last', async () => {
    await using test = await open()
    const never = await storedPipeline(test.stores)
    const late = await storedPipeline(test.stores)
    const early = await storedPipeline(test.stores)
    await endedExecution(test.stores, early, { seconds: 1 })
    await endedExecution(test.stores, late, { seconds: 2 })
    const ids = async (sort: 'lastExecutionAt' | '-lastExecutionAt') =>
      (await listPages((cursor) => test.stores.pipelines.list(pipelineQuery({ sort, cursor, limit: 1 }))))
        .flat()
        .map(({ id }) => id)
    expect(await ids('-lastExecutionAt')).toEqual([late.id, early.id, never.id])
    expect(await ids('lastExecutionAt')).toEqual([never.id, early.id, late.id])
  })

  it('finds text in name, description, extractor and loader ignoring case; wildcards are literal', async () => {
    await using test = await open()
    await storedPipeline(test.stores, { name: '100% of Zürich', description: 'back\\slash and "quotes"' })
    await storedPipeline(test.stores, { name: "O'Brien_1", extractor: 'tap-GitLab' })
    await storedPipeline(test.stores, { name: 'plain', loader: 'target-postgres', description: 'straße' })
    const found = async (search: string) =>
      (await test.stores.pipelines.list(pipelineQuery({ search, sort: 'name' }))).items.map(
        ({ name }) => name,
      )
    expect(await found('ZÜRICH')).toEqual(['100% of Zürich'])
    expect(await found('zu\u0308rich')).toEqual(['100% of Zürich'])
    expect(await found('%')).toEqual(['100% of Zürich'])
    expect(await found('_')).toEqual(["O'Brien_1"])
    expect(await found('\\')).toEqual(['100% of Zürich'])
    expect(await found('"QUOTES"')).toEqual(['100% of Zürich'])
    expect(await found("o'brien")).toEqual(["O'Brien_1"])
    expect(await found('gitlab')).toEqual(["O'Brien_1"])
    expect(await found('  Postgres ')).toEqual(['plain'])
    expect(await found("'; drop table pipeline; --")).toEqual([])
    expect(await found('a\0b')).toEqual([])
    expect(await found('   ')).toHaveLength(3)
  })

  it('filters by activity, type, last status, plugins and tag', async () => {
    await using test = await open()
    const { id: plain } = await storedPipeline(test.stores, { name: 'a', tags: ['prod', 'a,b', '","'] })
    const { id: mapped } = await storedPipeline(test.stores, {
      name: 'b',
      mappers: ['map-fields'],
      isActive: false,
      tags: ['Prod', '__proto__'],
    })
    const transformed = await storedPipeline(test.stores, {
      name: 'c',
      transform: 'transform-sql',
      extractor: 'tap-x',
      loader: 'target-y',
    })
    await endedExecution(test.stores, transformed, { status: 'failed' })
    const ids = async (query: Parameters<typeof pipelineQuery>[0]) => {
      const { items, total } = await test.stores.pipelines.list(pipelineQuery({ ...query, sort: 'name' }))
      expect(total).toBe(items.length)
      return items.map(({ id }) => id)
    }
    expect(await ids({ status: 'active' })).toEqual([plain, transformed.id])
    expect(await ids({ status: 'inactive' })).toEqual([mapped])
    expect(await ids({ type: 'el' })).toEqual([plain])
    expect(await ids({ type: 'etl' })).toEqual([mapped])
    expect(await ids({ type: 'elt' })).toEqual([transformed.id])
    expect(await ids({ lastStatus: ['failed', 'cancelled'] })).toEqual([transformed.id])
    expect(await ids({ extractor: 'tap-x' })).toEqual([transformed.id])
    expect(await ids({ loader: 'target-y', extractor: 'tap-x' })).toEqual([transformed.id])
    expect(await ids({ tag: 'prod' })).toEqual([plain])
    expect(await ids({ tag: ',' })).toEqual([])
    expect(await ids({ tag: '","' })).toEqual([plain])
    expect(await test.stores.pipelines.tags(2)).toHaveLength(2)
    expect(await test.stores.pipelines.tags(99)).toEqual(expect.arrayContaining(['__proto__', 'prod']))
    expect(await ids({ createdFrom: '2026-11-23T08:00:00Z' })).toHaveLength(3)
    expect(await ids({ createdFrom: '2026-11-23T08:00:00.001Z' })).toEqual([])
    expect(await ids({ createdTo: '2026-11-23T09:00:00+01:00' })).toEqual([])
    expect(await ids({ tag: '__proto__' })).toEqual([mapped])
  })

  it('leaves archived pipelines out unless requested', async () => {
    await using test = await open()
    const kept = await storedPipeline(test.stores)
    const gone = await storedPipeline(test.stores)
    await test.stores.pipelines.archive(gone.id, at(1), {})
    const ids = async (status?: 'archived') =>
      (await test.stores.pipelines.list(pipelineQuery({ status }))).items.map(({ id }) => id)
    expect(await ids()).toEqual([kept.id])
    expect(await ids('archived')).toEqual([gone.id])
  })
})

describeDialects('the list of plugins', (open) => {
  it('is sorted by type and name, or by installation with every plugin in it', async () => {
    await using test = await open()
    const { plugins } = test.stores
    await plugins.create(aPlugin({ name: 'target-a', type: 'loader' }))
    await plugins.create(aPlugin({ name: 'tap-b', installedAt: at(2) }))
    await plugins.create(aPlugin({ name: 'Tap-a', description: 'Reads from Öko files', installedAt: at(1) }))
    await plugins.create(aPlugin({ name: 'tap-b', type: 'loader', variant: 'meltanolabs' }))
    const names = async (query: Parameters<typeof pluginQuery>[0]) =>
      (await listPages((cursor) => plugins.list(pluginQuery({ ...query, cursor, limit: 2 }))))
        .flat()
        .map(({ type, name }) => `${type}:${name}`)
    const byType = ['extractor:Tap-a', 'extractor:tap-b', 'loader:tap-b', 'loader:target-a']
    expect(await names({})).toEqual(byType)
    expect(await names({ sort: '-type' })).toEqual(byType.toReversed())
    expect(await names({ sort: '-installedAt' })).toEqual([
      'extractor:tap-b',
      'extractor:Tap-a',
      'loader:tap-b',
      'loader:target-a',
    ])
    expect(await names({ type: 'loader', sort: '-name' })).toEqual(['loader:target-a', 'loader:tap-b'])
    expect(await names({ installed: true })).toEqual(['extractor:Tap-a', 'extractor:tap-b'])
    expect(await names({ search: 'ÖKO' })).toEqual(['extractor:Tap-a'])
    expect(await names({ search: 'meltano' })).toEqual(['loader:tap-b'])
  })
})
