import { expect, it } from 'vitest'

import type { AuditNote } from '../../../src/domain/access/audit-log.ts'
import { describeDialects } from '../../support/database.ts'
import { aTemplate, newId, storedPipeline } from '../../support/records.ts'

const NOTE: AuditNote = {
  actor: { id: null, name: 'Ada' },
  action: 'delete',
  entityType: 'template',
  entityId: 't',
  entityName: 'T',
}

describeDialects('templates', (open) => {
  it('keep every version, and let one of two edits through', async () => {
    await using database = await open()
    const { templates } = database.stores
    const first = aTemplate({ name: 'Zebra' })
    await templates.create(first)
    await templates.create(aTemplate({ name: 'aurora' }))
    const content = { ...first.content, naming: '{who}!' }
    const second = { ...first, version: 2, name: 'Ünder', content, updatedByName: 'Bob' }
    expect(await templates.update(second)).toBe(true)
    expect(await templates.update({ ...second, name: 'Late' })).toBe(false)
    expect(await templates.find(first.id)).toEqual(second)
    expect((await templates.list()).map(({ name }) => name)).toEqual(['aurora', 'Ünder'])
    expect(await templates.findByName('Zebra')).toBeUndefined()
    const versions = await templates.versions(first.id, 9)
    expect(versions.map(({ version, createdByName }) => [version, createdByName])).toEqual([
      [2, 'Bob'],
      [1, 'Ada'],
    ])
    expect((await templates.version(first.id, 1))?.content?.naming).toBe('{who}')
    expect(await templates.version(first.id, 3)).toBeUndefined()
  })

  it('have unique names', async () => {
    await using database = await open()
    const { templates } = database.stores
    const one = aTemplate({ name: 'One' })
    await templates.create(one)
    const refusal = { reason: 'name-taken' }
    await expect(templates.create(aTemplate({ name: 'One' }))).rejects.toMatchObject(refusal)
    const two = aTemplate({ name: 'Two' })
    await templates.create(two)
    await expect(templates.update({ ...two, version: 2, name: 'One' })).rejects.toMatchObject(refusal)
    expect(await templates.find(two.id)).toEqual(two)
  })

  it('know their pipelines, and leave them when they are removed', async () => {
    await using database = await open()
    const { stores } = database
    const template = aTemplate({ version: 1 })
    await stores.templates.create(template)
    await stores.templates.update({ ...template, version: 2 })
    const link = { id: template.id, values: { who: 'Ada' }, secrets: { token: 's3cret' }, unlocked: false }
    const old = await storedPipeline(stores, { name: 'Old', template: { ...link, version: 1 } })
    await storedPipeline(stores, { name: 'New', template: { ...link, version: 2 } })
    await storedPipeline(stores, { name: 'Other' })
    const gone = await storedPipeline(stores, { name: 'Gone', template: { ...link, version: 1 } })
    await stores.pipelines.archive(gone.id, gone.updatedAt, {
      template: { ...link, version: 1, secrets: {} },
    })
    expect(await stores.templates.uses()).toEqual(new Map([[template.id, { total: 2, outdated: 1 }]]))
    const found = await stores.pipelines.ofTemplate(template.id, '', 9)
    expect(found.map(({ name }) => name).sort()).toEqual(['New', 'Old'])
    expect((await stores.pipelines.find(old.id))?.template).toEqual({ ...link, version: 1 })
    expect((await stores.pipelines.find(gone.id))?.template).toMatchObject({ secrets: {} })
    await stores.templates.remove(template.id, NOTE)
    expect((await stores.pipelines.find(old.id))?.template).toBeNull()
    expect(await stores.templates.find(template.id)).toBeUndefined()
    expect(await stores.templates.versions(template.id, 9)).toEqual([])
    expect(await stores.templates.find(newId())).toBeUndefined()
  })
})
