import type { JsonObject } from '@flx/shared/json/json'
import { expect, it } from 'vitest'

import { parseJson } from '@flx/shared/json/json-text'
import { catalogTasks } from '../../../src/adapters/catalogs/catalog-tasks.ts'
import { newCatalog } from '../../../src/domain/singer/catalog-store.ts'
import { KEPT_VERSIONS } from '../../../src/domain/singer/catalog-versions.ts'
import type { Stores } from '../../../src/adapters/db/create-stores.ts'
import { describeDialects } from '../../support/database.ts'
import { aPipeline } from '../../support/records.ts'

const day = (number: number): string => `2026-11-${String(number).padStart(2, '0')}T10:00:00.000Z`
const NOTE = {
  actor: { id: null, name: 'Ada' },
  action: 'pin',
  entityType: 'pipeline',
  entityId: 'p',
  entityName: 'P',
} as const

/** A catalogue of one stream with these fields. */
const catalogOf = (...fields: string[]): JsonObject => ({
  streams: [
    {
      tap_stream_id: 'orders',
      schema: {
        type: 'object',
        properties: Object.fromEntries(fields.map((name) => [name, { type: 'string' }])),
      },
    },
  ],
})
const found = (catalog: JsonObject, discoveredAt: string, id = 'tap-1') =>
  newCatalog(catalogTasks.readUploaded(JSON.stringify(catalog)), discoveredAt, {
    id,
    name: 'tap',
    version: '1.0',
  })

async function aStoredPipeline({ pipelines }: Stores): Promise<string> {
  const pipeline = aPipeline({ name: crypto.randomUUID() })
  await pipelines.create(pipeline)
  return pipeline.id
}

const schemaEvents = async ({ events }: Stores) =>
  (await events.after(0, 200)).filter((event) => event.type === 'pipeline.schemaChanged')

describeDialects('catalogues', (open) => {
  it('belong to one pipeline, the last one only, and to the settings they were discovered with', async () => {
    await using test = await open()
    const { catalogs } = test.stores
    const [one, other] = [await aStoredPipeline(test.stores), await aStoredPipeline(test.stores)]
    expect(await catalogs.get(one, 'key')).toBeUndefined()
    await catalogs.put(one, 'key', found(catalogOf('id'), day(1)))
    await catalogs.put(one, 'key', found(catalogOf('id', 'name'), day(2)))
    expect(await catalogs.get(one, 'key')).toEqual({
      catalog: JSON.stringify(catalogOf('id', 'name')),
      discoveredAt: day(2),
    })
    expect(await catalogs.get(other, 'key')).toBeUndefined()
    await catalogs.put(one, 'another key', found(catalogOf(), day(2)))
    expect(await catalogs.get(one, 'key')).toBeUndefined()
  })

  it('are kept as versions, each content once, and list what changed', async () => {
    await using test = await open()
    const { catalogs } = test.stores
    const id = await aStoredPipeline(test.stores)
    await catalogs.put(id, 'key', found(catalogOf('id', 'ref'), day(1)))
    // The order in which a source lists its fields does not matter.
    await catalogs.put(id, 'key', found(catalogOf('ref', 'id'), day(2)))
    expect(await schemaEvents(test.stores)).toEqual([])
    await catalogs.put(id, 'key', found(catalogOf('id', 'channel'), day(3)))
    const [event] = await schemaEvents(test.stores)
    expect(event).toMatchObject({
      pipelineId: id,
      plugin: 'tap 1.0',
      change: { fieldsAdded: 1, fieldsRemoved: 1, examples: ['orders.ref removed', 'orders.channel added'] },
    })
    const versions = await catalogs.versions(id)
    expect(versions.map(({ since, lastSeenAt, fields }) => [since, lastSeenAt, fields])).toEqual([
      [day(3), day(3), 2],
      [day(1), day(2), 2],
    ])
    const use = await catalogs.use(id)
    expect(use).toMatchObject({ newest: { since: day(3) }, accepted: { since: day(1) }, pinned: null })
    const content = await catalogs.version(id, versions[0]?.id ?? '')
    const shown = parseJson(catalogTasks.maskedSummary(content?.summary ?? '', []) ?? '')
    expect(shown).toMatchObject({ streams: [{ fields: ['id', 'channel'] }] })
    expect(await catalogs.version(await aStoredPipeline(test.stores), versions[0]?.id ?? '')).toBeUndefined()

    // Back to the first one: no new version, but a change.
    await catalogs.put(id, 'key', found(catalogOf('id', 'ref'), day(4)))
    expect((await catalogs.versions(id)).map(({ since }) => since)).toEqual([day(4), day(3)])
    expect(await schemaEvents(test.stores)).toHaveLength(2)
    const timeline = await test.stores.timeline.list(id, { limit: 10 })
    expect(timeline.items.map(({ kind, at }) => [kind, at])).toEqual([
      ['schema', day(4)],
      ['schema', day(3)],
    ])
  })

  it('start again with another extractor', async () => {
    await using test = await open()
    const { catalogs } = test.stores
    const id = await aStoredPipeline(test.stores)
    await catalogs.put(id, 'key', found(catalogOf('id'), day(1)))
    await catalogs.put(id, 'other', found(catalogOf('name'), day(2), 'tap-2'))
    expect(await schemaEvents(test.stores)).toEqual([])
    expect(await catalogs.use(id)).toMatchObject({
      extractorId: 'tap-2',
      sourceKey: 'other',
      accepted: { since: day(2) },
    })
  })

  it('are limited in number; those in use stay', async () => {
    await using test = await open()
    const { catalogs } = test.stores
    const id = await aStoredPipeline(test.stores)
    for (let number = 0; number < KEPT_VERSIONS + 5; number += 1) {
      await catalogs.put(id, 'key', found(catalogOf(`field_${number}`), day(number + 1)))
    }
    const versions = await catalogs.versions(id)
    expect(versions).toHaveLength(KEPT_VERSIONS + 1)
    expect(versions.at(-1)?.since).toBe(day(1))
  })

  it('can be pinned and uploaded, each based on the version shown', async () => {
    await using test = await open()
    const { catalogs } = test.stores
    const id = await aStoredPipeline(test.stores)
    const own = { ...found(catalogOf('mine'), day(1)), hash: 'own', uploadedBy: 'Ada' }
    expect(await catalogs.upload(id, 0, own, NOTE)).toBe(true)
    expect(await catalogs.upload(id, 0, own, NOTE)).toBe(false)
    expect(await catalogs.pinned(id, 'tap-1')).toEqual({
      catalog: JSON.stringify(catalogOf('mine')),
      discoveredAt: day(1),
    })
    expect(await catalogs.pinned(id, 'tap-2')).toBeUndefined()
    await catalogs.put(id, 'key', found(catalogOf('id'), day(2)))
    const use = await catalogs.use(id)
    expect(use).toMatchObject({
      pinned: { origin: 'uploaded', uploadedBy: 'Ada' },
      newest: { since: day(2) },
    })
    const revision = use?.revision ?? 0
    expect(await catalogs.choose(id, revision - 1, { pinnedId: null }, NOTE)).toBe(false)
    expect(await catalogs.choose(id, revision, { pinnedId: null }, NOTE)).toBe(true)
    expect(await catalogs.pinned(id, 'tap-1')).toBeUndefined()
  })

  it('are not returned when damaged', async () => {
    await using test = await open()
    const { catalogs } = test.stores
    const id = await aStoredPipeline(test.stores)
    await catalogs.put(id, 'key', found(catalogOf('id'), day(1)))
    const versionId = (await catalogs.versions(id))[0]?.id ?? ''
    await test.database.db.updateTable('catalog_version').set({ summary: 'not packed' }).execute()
    expect(await catalogs.version(id, versionId)).toBeUndefined()
    // The next discovery has nothing to compare with, and is kept all the same.
    await catalogs.put(id, 'key', found(catalogOf('id', 'more'), day(2)))
    expect(await catalogs.versions(id)).toHaveLength(2)
  })
})
