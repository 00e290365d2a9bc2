import { expect, it } from 'vitest'

import { createStores } from '../../src/adapters/db/create-stores.ts'
import { postgresLeadership, requireTerm } from '../../src/adapters/db/operations/leadership.ts'
import { createWriter } from '../../src/adapters/db/core/writer.ts'
import { openTestDatabase } from '../support/database.ts'

const ada = { processId: 'a', node: 'ada' }
const ben = { processId: 'b', node: 'ben' }
const HOUR = 3_600_000

it('one leads at a time, by the clock of the database; each change is a new term', async () => {
  await using opened = await openTestDatabase('postgres')
  await using leadership = postgresLeadership(opened.url)
  expect(await leadership.take('scheduler', ada, HOUR)).toBe(1)
  expect(await leadership.take('scheduler', ben, HOUR)).toBeNull()
  expect(await leadership.take('project', ben, HOUR)).toBe(1)
  expect(await leadership.renew('scheduler', 1, -1000)).toBe(true)
  expect(await leadership.take('scheduler', ben, HOUR)).toBe(2)
  expect(await leadership.renew('scheduler', 1, HOUR)).toBe(false)
  // An expired term has no effect.
  await leadership.resign('scheduler', 1)
  expect(await leadership.take('scheduler', ada, HOUR)).toBeNull()
  await leadership.resign('scheduler', 2)
  expect(await leadership.take('scheduler', ada, HOUR)).toBe(3)
})

it('one leads of many that ask at once', async () => {
  await using opened = await openTestDatabase('postgres')
  await using made = new AsyncDisposableStack()
  const all = Array.from({ length: 8 }, () => made.use(postgresLeadership(opened.url)))
  const terms = await Promise.all(all.map((each) => each.take('scheduler', ada, HOUR)))
  expect(terms.filter((term) => term !== null)).toEqual([1])
})

it('a leader whose term is over writes nothing', async () => {
  await using opened = await openTestDatabase('postgres')
  await using leadership = postgresLeadership(opened.url)
  const term = (await leadership.take('scheduler', ada, -1000)) ?? 0
  const { secretBox } = opened
  const clock = { now: () => new Date() }
  const stores = createStores(opened.database, { secretBox, clock, fence: requireTerm('scheduler', term) })
  await stores.alerts.apply({ opened: [], closed: [] }, 1, clock.now().toISOString())
  expect(await opened.stores.alerts.position()).toBe(1)
  await leadership.take('scheduler', ben, HOUR)
  const late = stores.alerts.apply({ opened: [], closed: [] }, 2, clock.now().toISOString())
  await expect(late).rejects.toThrow('Another server is the leader now.')
  expect(await opened.stores.alerts.position()).toBe(1)
})

it('a new term waits for the transaction of the previous one, and a renewal does not', async () => {
  await using opened = await openTestDatabase('postgres')
  await using leadership = postgresLeadership(opened.url)
  await using another = postgresLeadership(opened.url)
  const term = (await leadership.take('scheduler', ada, HOUR)) ?? 0
  const order: string[] = []
  const writer = createWriter(opened.database, { fence: requireTerm('scheduler', term) })
  const next = Promise.withResolvers<number | null>()
  await writer.change(async (trx) => {
    expect(await leadership.renew('scheduler', term, -1000)).toBe(true)
    next.resolve(
      another.take('scheduler', ben, HOUR).then((taken) => {
        order.push('next term')
        return taken
      }),
    )
    // It is queued by the time that another query on its connection is answered.
    await trx.selectFrom('leader').select('term').where('name', '=', 'project').execute()
    order.push('written')
  })
  expect(await next.promise).toBe(2)
  expect(order).toEqual(['written', 'next term'])
})
