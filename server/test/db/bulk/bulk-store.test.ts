import { expect, it } from 'vitest'

import type { BulkRecord } from '../../../src/domain/bulk/bulk-store.ts'
import { describeDialects } from '../../support/database.ts'
import { at, newId } from '../../support/records.ts'

const aBulk = (given: Partial<BulkRecord> = {}): BulkRecord => ({
  id: newId(),
  kind: 'pipelines',
  action: 'activate',
  status: 'running',
  total: 3,
  done: 0,
  unchanged: 0,
  failed: 0,
  cancelRequestedAt: null,
  createdBy: { id: newId(), name: 'Ada' },
  createdAt: at(0),
  finishedAt: null,
  ...given,
})
const items = (...names: string[]) => names.map((name) => ({ id: newId(), name }))
const changed = { outcome: 'changed', message: null, resultId: null } as const
const failed = { outcome: 'failed', message: `It's "no"\0`, resultId: null } as const
const OLDEST = at(-1)

describeDialects('bulk actions', (open) => {
  it('keep their items in order, whatever their names, and count the results', async () => {
    await using test = await open()
    const { bulks } = test.stores
    const bulk = aBulk()
    const [first, second, third] = items(`'; drop table bulk; --`, '"[]{}\\ 🦊', 'nul \0')
    if (first === undefined || second === undefined || third === undefined) throw new Error('unreachable')
    await bulks.create(bulk, [first, second, third], OLDEST)
    expect(await bulks.find(bulk.id)).toEqual(bulk)
    expect(await bulks.waiting(bulk.id, 2)).toEqual([
      { position: 1, ...first },
      { position: 2, ...second },
    ])
    await bulks.saveResult(bulk.id, 1, changed)
    await bulks.saveResult(bulk.id, 2, failed)
    const now = await bulks.saveResult(bulk.id, 3, { ...changed, outcome: 'unchanged' })
    expect(now).toMatchObject({ done: 3, unchanged: 1, failed: 1 })
    expect(await bulks.waiting(bulk.id, 9)).toEqual([])
    expect(await bulks.changed(bulk.id)).toEqual([first])
    const page = await bulks.items(bulk.id, { limit: 2 })
    expect(page.items).toEqual([
      { ...first, outcome: 'changed', message: null, resultId: null },
      { ...second, outcome: 'failed', message: `It's "no"␀`, resultId: null },
    ])
    const rest = await bulks.items(bulk.id, { limit: 2, cursor: page.nextCursor ?? '' })
    expect(rest).toMatchObject({ items: [{ name: 'nul ␀', outcome: 'unchanged' }], nextCursor: null })
    expect((await bulks.items(bulk.id, { limit: 9, outcome: 'failed' })).items).toHaveLength(1)
    await expect(bulks.items(bulk.id, { limit: 9, cursor: 'x' })).rejects.toThrow('The cursor')
  })

  it('end once: as cancelled when that was requested in time', async () => {
    await using test = await open()
    const { bulks, events } = test.stores
    const bulk = aBulk({ total: 2 })
    await bulks.create(bulk, items('a', 'b'), OLDEST)
    await bulks.saveResult(bulk.id, 1, changed)
    expect(await bulks.requestCancel(bulk.id, at(1))).toBe('requested')
    expect(await bulks.requestCancel(bulk.id, at(2))).toBe('requested')
    await bulks.end(bulk.id, 'finished', at(3))
    await bulks.end(bulk.id, 'interrupted', at(4))
    const ended = { status: 'cancelled', cancelRequestedAt: at(1), finishedAt: at(3), done: 1 }
    expect(await bulks.find(bulk.id)).toMatchObject(ended)
    expect(await bulks.requestCancel(bulk.id, at(5))).toBe('ended')
    expect(await bulks.requestCancel(newId(), at(5))).toBe('missing')
    const told = await events.after(0, 10)
    expect(told.map((event) => event.type === 'bulk.changed' && event.bulk.status)).toEqual([
      'running',
      'running',
      'running',
      'cancelled',
    ])
  })

  it('end as finished when cancelled after their last item', async () => {
    await using test = await open()
    const { bulks } = test.stores
    const bulk = aBulk({ total: 1 })
    await bulks.create(bulk, items('a'), OLDEST)
    await bulks.saveResult(bulk.id, 1, changed)
    await bulks.requestCancel(bulk.id, at(1))
    await bulks.end(bulk.id, 'finished', at(2))
    expect(await bulks.find(bulk.id)).toMatchObject({ status: 'finished' })
  })

  it('left by a stopped server are interrupted, and list what was done', async () => {
    await using test = await open()
    const { bulks } = test.connect()
    const bulk = aBulk({ total: 2 })
    await bulks.create(bulk, items('a', 'b'), OLDEST)
    await bulks.saveResult(bulk.id, 1, changed)
    expect(await test.stores.bulks.interruptAll(at(9))).toBe(1)
    expect(await test.stores.bulks.interruptAll(at(9))).toBe(0)
    expect(await bulks.find(bulk.id)).toMatchObject({ status: 'interrupted', done: 1, finishedAt: at(9) })
    const { items: kept } = await bulks.items(bulk.id, { limit: 9 })
    expect(kept.map(({ outcome }) => outcome)).toEqual(['changed', 'waiting'])
  })

  it('are removed when they are old', async () => {
    await using test = await open()
    const { bulks } = test.stores
    const old = aBulk({ status: 'finished' })
    const running = aBulk()
    await bulks.create(old, items('a'), OLDEST)
    await bulks.create(running, items('a'), OLDEST)
    await bulks.create(aBulk({ createdAt: at(9) }), [], at(5))
    expect(await bulks.find(old.id)).toBeUndefined()
    expect(await bulks.find(running.id)).toBeDefined()
  })

  it('accept ten thousand items at once', async () => {
    await using test = await open()
    const { bulks } = test.stores
    const bulk = aBulk({ total: 10_000 })
    const many = items(...Array.from({ length: 10_000 }, (_, index) => `Pipeline ${index}`))
    await bulks.create(bulk, many, OLDEST)
    const next = await bulks.waiting(bulk.id, 10_000)
    expect(next).toHaveLength(10_000)
    expect(next.at(-1)).toEqual({ position: 10_000, ...many.at(-1) })
  })
})
