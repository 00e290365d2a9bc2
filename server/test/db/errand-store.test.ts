import { expect, it } from 'vitest'

import { describeDialects } from '../support/database.ts'
import { at, newId } from '../support/records.ts'

describeDialects('errands', (open) => {
  const anErrand = () =>
    ({ id: newId(), kind: 'test', subject: newId(), pipelineId: null, request: { a: 1 } }) as const
  const by = (token: string) => ({ node: `node of ${token}`, token, leaseExpiresAt: at(30) })

  it('are taken once, oldest first, and answered by who holds them', async () => {
    await using test = await open()
    const { errandStore: store } = test.stores
    const [first, second, old] = [anErrand(), anErrand(), anErrand()]
    await store.ask(second, at(2))
    await store.ask(first, at(1))
    await store.ask(old, at(-100))
    expect(await store.claim(by('one'), at(0))).toEqual(first)
    expect(await store.claim(by('two'), at(0))).toEqual(second)
    expect(await store.claim(by('three'), at(0))).toBeUndefined()
    expect(await store.renew(first.id, 'two', at(60))).toBe('lost')
    expect(await store.renew(first.id, 'one', at(60))).toBe('held')
    await store.finish(first.id, 'two', 'not this')
    expect(await store.look(first.id)).toMatchObject({ status: 'running', leaseExpiresAt: at(60) })
    await store.finish(first.id, 'one', { value: 'this' })
    expect(await store.look(first.id)).toMatchObject({ status: 'ended', answer: { value: 'this' } })
    await store.cancel(first.id)
    expect(await store.look(first.id)).toBeUndefined()
    await store.removeOld(at(0))
    expect(await store.look(old.id)).toBeUndefined()
    expect(await store.look(second.id)).toMatchObject({ node: 'node of two' })
  })

  it('that nobody waits for are gone: at once, or when their worker ends them', async () => {
    await using test = await open()
    const { errandStore: store } = test.stores
    const [waiting, taken] = [anErrand(), anErrand()]
    await store.ask(taken, at(1))
    await store.claim(by('one'), at(0))
    await store.ask(waiting, at(2))
    for (const { id } of [waiting, taken]) await store.cancel(id)
    expect(await store.look(waiting.id)).toBeUndefined()
    expect(await store.renew(taken.id, 'one', at(60))).toBe('cancelled')
    await store.finish(taken.id, 'one', null)
    expect(await store.look(taken.id)).toBeUndefined()
  })
})
