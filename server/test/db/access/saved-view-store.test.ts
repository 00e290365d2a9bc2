import { expect, it } from 'vitest'

import type { SavedViewRecord } from '../../../src/domain/access/saved-view-store.ts'
import { describeDialects } from '../../support/database.ts'
import { at, newId } from '../../support/records.ts'

const ADA = { id: newId(), name: 'Ada' }
const BOB = { id: newId(), name: 'Bob' }
const aView = (given: Partial<SavedViewRecord> = {}): SavedViewRecord => ({
  id: newId(),
  page: 'pipelines',
  name: 'Nightly',
  query: 'tag=nightly',
  shared: false,
  owner: ADA,
  createdAt: at(0),
  updatedAt: at(0),
  ...given,
})

describeDialects('saved views', (open) => {
  it('come back as stored, and are shown to the people they are for', async () => {
    await using test = await open()
    const { views } = test.stores
    const own = aView({ name: `"'%_\\ 🦊`, query: 'search=%27%25' })
    const elsewhere = aView({ page: 'executions' })
    const shared = aView({ name: 'Of Bob', owner: BOB, shared: true })
    const secret = aView({ owner: BOB })
    for (const view of [secret, shared, own, elsewhere]) expect(await views.create(view, 9)).toBe('created')
    expect(await views.visibleTo(ADA.id, undefined, 9)).toEqual([elsewhere, own, shared])
    expect(await views.visibleTo(ADA.id, 'pipelines', 9)).toEqual([own, shared])
    expect(await views.visibleTo(ADA.id, 'pipelines', 1)).toEqual([own])
    expect(await views.find(secret.id)).toEqual(secret)
  })

  it('have one name per owner and page, ignoring case', async () => {
    await using test = await open()
    const { views } = test.stores
    const first = aView()
    const second = aView({ name: 'Hourly' })
    expect(await views.create(first, 9)).toBe('created')
    expect(await views.create(second, 9)).toBe('created')
    expect(await views.create(aView({ name: 'NIGHTLY' }), 9)).toBe('name-taken')
    expect(await views.create(aView({ owner: BOB }), 9)).toBe('created')
    expect(await views.create(aView({ page: 'plugins' }), 9)).toBe('created')
    expect(await views.update({ ...second, name: 'nightly' })).toBe('name-taken')
    expect(await views.update({ ...second, name: 'Weekly', shared: true })).toBe('updated')
    expect(await views.find(second.id)).toMatchObject({ name: 'Weekly', shared: true })
    expect(await views.update(aView())).toBe('missing')
    expect(await views.remove(first.id)).toBe(true)
    expect(await views.remove(first.id)).toBe(false)
  })

  it('are limited in number', async () => {
    await using test = await open()
    const { views } = test.stores
    expect(await views.create(aView({ name: 'a' }), 1)).toBe('created')
    expect(await views.create(aView({ name: 'b' }), 1)).toBe('full')
    expect(await views.create(aView({ owner: BOB }), 1)).toBe('created')
  })
})
