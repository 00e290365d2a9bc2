import { expect, it } from 'vitest'

import { describeDialects } from '../../support/database.ts'
import { aPipeline, aResult, at, startedExecution, storedPipeline } from '../../support/records.ts'

/** As JSON.parse makes them: own properties. */
const hostileConfig = JSON.parse(
  '{"tap-csv":{"__proto__":{"polluted":true},"constructor":"x","a.b":1,"nul":"\\u0000","emoji":"🦊"}}',
) as Record<string, Record<string, never>>

describeDialects('pipelines', (open) => {
  it('come back as stored, whatever their content', async () => {
    await using test = await open()
    const pipeline = aPipeline({
      name: `"; drop table pipeline; -- % _ \\ 'Ünïcode' 🦊`,
      description: 'line\nbreak\ttab',
      extractor: 'extractor:tap-csv',
      mappers: ['map-fields'],
      transform: 'dbt:build',
      config: hostileConfig,
      schedule: '*/5 * * * *',
      timezone: 'Europe/Berlin',
      isActive: false,
      tags: ['__proto__', '"', ''],
      timeoutSeconds: 3600,
      createdBy: 'someone',
      createdByName: 'Some One',
    })
    await test.stores.pipelines.create(pipeline)
    const stored = await test.stores.pipelines.find(pipeline.id)
    expect(stored).toEqual(pipeline)
    expect(Object.hasOwn(stored?.config['tap-csv'] ?? {}, '__proto__')).toBe(true)
    expect(await test.stores.pipelines.findByName(pipeline.name)).toEqual(pipeline)
    expect(await test.stores.pipelines.find('nobody')).toBeUndefined()
  })

  it('are stored with a replacement for NUL, which PostgreSQL does not accept', async () => {
    await using test = await open()
    const { id } = await storedPipeline(test.stores, { name: 'nul \0', tags: ['\0'], extractor: 'tap\0' })
    expect(await test.stores.pipelines.find(id)).toMatchObject({ name: 'nul \u2400', extractor: 'tap\u2400' })
    expect(await test.stores.pipelines.findByName('nul \0')).toMatchObject({ id })
  })

  it('hold their config sealed', async () => {
    await using test = await open()
    await storedPipeline(test.stores, { config: { 'tap-csv': { password: 'hunter2hunter2' } } })
    const row = await test.database.db.selectFrom('pipeline').selectAll().executeTakeFirstOrThrow()
    expect(JSON.stringify(row)).not.toContain('hunter2')
    expect(row.config).toMatch(/^v1\./)
  })

  it('change only from the version that was read', async () => {
    await using test = await open()
    const { pipelines, events } = test.stores
    const pipeline = await storedPipeline(test.stores)
    const changed = { ...pipeline, name: 'changed', loader: 'target-x', tags: ['new'], version: 2 }
    expect(await pipelines.update(changed, 1)).toBe(true)
    expect(await pipelines.find(pipeline.id)).toEqual(changed)
    const head = await events.head()
    expect(await pipelines.update({ ...pipeline, name: 'late', version: 2 }, 1)).toBe(false)
    expect(await pipelines.find(pipeline.id)).toEqual(changed)
    expect(await events.head()).toBe(head)
    expect(await pipelines.update(aPipeline({ version: 2 }), 1)).toBe(false)
  })

  it('accept one of many concurrent changes to the same version', async () => {
    await using test = await open()
    const other = test.connect()
    const pipeline = await storedPipeline(test.stores)
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        (index % 2 === 0 ? test.stores : other).pipelines.update(
          { ...pipeline, description: `change ${index}`, version: 2 },
          1,
        ),
      ),
    )
    expect(results.filter(Boolean)).toHaveLength(1)
    expect((await test.stores.pipelines.find(pipeline.id))?.description).toBe(
      `change ${results.indexOf(true)}`,
    )
  })

  it('have a unique name while they are not archived', async () => {
    await using test = await open()
    const { pipelines } = test.stores
    const first = await storedPipeline(test.stores, { name: 'orders' })
    const second = await storedPipeline(test.stores, { name: 'other' })
    const taken = { reason: 'name-taken' }
    await expect(pipelines.create(aPipeline({ name: 'orders' }))).rejects.toMatchObject(taken)
    await expect(pipelines.update({ ...second, name: 'orders', version: 2 }, 1)).rejects.toMatchObject(taken)
    await pipelines.archive(first.id, at(1), {})
    expect(await pipelines.findByName('orders')).toBeUndefined()
    await pipelines.update({ ...second, name: 'orders', version: 2 }, 1)
    const archived = await pipelines.find(first.id)
    if (archived === undefined) throw new Error('An archived pipeline is kept.')
    const restored = { ...archived, archivedAt: null, version: archived.version + 1 }
    await expect(pipelines.update(restored, archived.version)).rejects.toMatchObject(taken)
    expect(await pipelines.update({ ...restored, name: 'orders again' }, archived.version)).toBe(true)
    const events = await test.stores.events.after(0, 100)
    expect(events.at(-1)).toMatchObject({ pipelineId: first.id, change: 'restored' })
  })

  it('are archived without their secrets, and only when no execution is unfinished', async () => {
    await using test = await open()
    const { pipelines, executions } = test.stores
    const pipeline = await storedPipeline(test.stores, {
      config: { 'tap-csv': { password: 'x', path: 'y' } },
    })
    const lease = await startedExecution(test.stores, pipeline)
    expect(await pipelines.archive(pipeline.id, at(1), {})).toBe(false)
    await executions.finish(lease, aResult(), at(2))
    expect(await pipelines.archive(pipeline.id, at(3), { config: { 'tap-csv': { path: 'y' } } })).toBe(true)
    expect(await pipelines.find(pipeline.id)).toMatchObject({
      archivedAt: at(3),
      config: { 'tap-csv': { path: 'y' } },
      version: 2,
    })
    expect(await pipelines.archive(pipeline.id, at(4), {})).toBe(false)
    expect(await executions.find(lease.executionId)).toMatchObject({ pipelineName: pipeline.name })
  })

  it('are found by IDs, including archived ones, and by names without them, in name order', async () => {
    await using test = await open()
    const [b, a, gone] = [aPipeline({ name: 'b' }), aPipeline({ name: 'A' }), aPipeline({ name: 'gone' })]
    for (const pipeline of [b, a, gone]) await test.stores.pipelines.create(pipeline)
    await test.stores.pipelines.archive(gone.id, at(1), {})
    const { withIds, withNames } = test.stores.pipelines
    expect((await withIds([gone.id, b.id, a.id, 'nobody'])).map(({ name }) => name)).toEqual([
      'A',
      'b',
      'gone',
    ])
    expect((await withNames(['gone', 'b', 'A', 'nul\u0000'])).map(({ name }) => name)).toEqual(['A', 'b'])
    expect(await withIds([])).toEqual([])
  })

  it('are found by a plugin in any of their places', async () => {
    await using test = await open()
    const { pipelines } = test.stores
    const mapped = await storedPipeline(test.stores, {
      name: 'b',
      extractor: 'extractor:shared',
      mappers: ['map-a', 'transformer:map-b', 'map-a'],
      transform: 'dbt:build',
    })
    const plain = await storedPipeline(test.stores, { name: 'A', extractor: 'shared' })
    const gone = await storedPipeline(test.stores, { extractor: 'shared' })
    await pipelines.archive(gone.id, at(1), {})
    const using = await pipelines.usingPlugins(['shared', 'map-b', 'dbt', '__proto__'], 5)
    const named = ({ id, name }: { id: string; name: string }) => ({ id, name })
    expect(using.get('shared')).toEqual({ total: 2, first: [named(plain), named(mapped)] })
    expect(using.get('map-b')).toEqual({ total: 1, first: [named(mapped)] })
    expect(using.get('dbt')).toEqual({ total: 1, first: [named(mapped)] })
    expect(using.get('__proto__')).toEqual({ total: 0, first: [] })
    await pipelines.update({ ...mapped, transform: '', version: 2 }, 1)
    expect((await pipelines.usingPlugins(['dbt'], 5)).get('dbt')).toEqual({ total: 0, first: [] })
    expect((await pipelines.usingPlugins(['shared'], 1)).get('shared')).toMatchObject({
      total: 2,
      first: [{ id: expect.any(String) }],
    })
    expect(await pipelines.usingPlugins([], 5)).toEqual(new Map())
    await pipelines.update({ ...gone, archivedAt: null, version: 3 }, 2)
    expect((await pipelines.usingPlugins(['shared'], 5)).get('shared')?.total).toBe(3)
  })
})
