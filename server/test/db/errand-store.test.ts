import { expect, it } from 'vitest'

import { INSTALLING, NO_REQUIREMENTS } from '../../src/domain/errands/errand-store.ts'
import { describeDialects } from '../support/database.ts'
import { at, newId } from '../support/records.ts'

describeDialects('errands', (open) => {
  const anErrand = () => ({ id: newId(), kind: 'test', subject: newId(), request: { a: 1 } }) as const
  const by = (token: string) => ({ node: `node of ${token}`, token, leaseExpiresAt: at(30) })

  it('are taken once, oldest first, and answered by the worker that holds them', async () => {
    await using test = await open()
    const { errandStore: store } = test.stores
    const [first, second, old] = [anErrand(), anErrand(), anErrand()]
    await store.add(second, NO_REQUIREMENTS, at(2))
    await store.add(first, NO_REQUIREMENTS, at(1))
    await store.add(old, NO_REQUIREMENTS, at(-100))
    expect(await store.claim(by('one'), at(0))).toEqual(first)
    expect(await store.claim(by('two'), at(0))).toEqual(second)
    expect(await store.claim(by('three'), at(0))).toBeUndefined()
    expect(await store.renew(first.id, 'two', at(60))).toBe('lost')
    expect(await store.renew(first.id, 'one', at(60))).toBe('held')
    await store.finish(first.id, 'two', 'not this')
    expect(await store.find(first.id)).toMatchObject({ status: 'running', leaseExpiresAt: at(60) })
    await store.finish(first.id, 'one', { value: 'this' })
    expect(await store.find(first.id)).toMatchObject({ status: 'ended', answer: { value: 'this' } })
    await store.cancel(first.id)
    expect(await store.find(first.id)).toBeUndefined()
    await store.removeOld(at(0))
    expect(await store.find(old.id)).toBeUndefined()
    expect(await store.find(second.id)).toMatchObject({ node: 'node of two' })
  })

  it('of kinds that a worker leaves to others are taken by it only once they have waited', async () => {
    await using test = await open()
    const { errandStore: store } = test.stores
    const [installation, other] = [{ ...anErrand(), kind: 'install' as const }, anErrand()]
    await store.add(installation, NO_REQUIREMENTS, at(1))
    await store.add(other, NO_REQUIREMENTS, at(2))
    const except = (requestedAfter: string) => ({ kinds: INSTALLING, requestedAfter })
    expect(await store.claim(by('poor'), at(0), except(at(0)))).toEqual(other)
    expect(await store.claim(by('poor'), at(0), except(at(0)))).toBeUndefined()
    expect(await store.claim(by('poor'), at(0), except(at(1)))).toEqual(installation)
  })

  it('with no requester left are removed: at once, or when their worker ends them', async () => {
    await using test = await open()
    const { errandStore: store } = test.stores
    const [waiting, taken] = [anErrand(), anErrand()]
    await store.add(taken, NO_REQUIREMENTS, at(1))
    await store.claim(by('one'), at(0))
    await store.add(waiting, NO_REQUIREMENTS, at(2))
    for (const { id } of [waiting, taken]) await store.cancel(id)
    expect(await store.find(waiting.id)).toBeUndefined()
    expect(await store.renew(taken.id, 'one', at(60))).toBe('cancelled')
    await store.finish(taken.id, 'one', null)
    expect(await store.find(taken.id)).toBeUndefined()
  })

  it('with labels are left to workers that have them, including reserved ones', async () => {
    await using test = await open()
    const { errandStore: store, nodes } = test.stores
    const worker = { version: '1', roles: ['worker' as const], host: 'h', pid: 1, concurrency: 1 }
    const join = (name: string, labels: string[], isReserved = false) =>
      nodes.join({ ...worker, name, startId: newId(), labels, isReserved })
    await join('plain', [])
    await join('one', ['eu'])
    await join('both', ['eu', 'vpn'])
    await join('kept', ['eu', 'vpn'], true)
    const needs = { pipelineId: null, labels: ['vpn', 'eu'] }
    const claimed = async (node: string) =>
      (await store.claim({ node, token: node, leaseExpiresAt: at(30) }, at(0)))?.id

    const [first, second, unlabelled] = [anErrand(), anErrand(), anErrand()]
    await store.add(first, needs, at(1))
    await store.add(second, needs, at(2))
    for (const name of ['plain', 'one']) {
      expect([name, await store.fits(name, needs), await claimed(name)]).toEqual([name, false, undefined])
    }
    for (const [name, errand] of [['both', first] as const, ['kept', second] as const]) {
      expect([name, await store.fits(name, needs), await claimed(name)]).toEqual([name, true, errand.id])
    }
    await store.add(unlabelled, NO_REQUIREMENTS, at(3))
    expect([await store.fits('kept', NO_REQUIREMENTS), await claimed('kept')]).toEqual([false, undefined])
    expect([await store.fits('plain', NO_REQUIREMENTS), await claimed('plain')]).toEqual([
      true,
      unlabelled.id,
    ])

    expect(await store.labelsOf(needs)).toEqual(['eu', 'vpn'])
    expect(await store.obstacles('preview', needs)).toBeNull()
    const lacking = await store.obstacles('preview', { pipelineId: null, labels: ['us', 'eu'] })
    expect(lacking?.map(({ worker: name, lacks }) => [name, lacks])).toEqual([
      ['both', ['us']],
      ['kept', ['us']],
      ['one', ['us']],
      ['plain', ['eu', 'us']],
    ])
  })
})
