import { NO_OPEN_LINEAGE } from '@flx/shared/lineage/open-lineage'
import { expect, it, vi } from 'vitest'

import type { Stores } from '../../../src/adapters/db/create-stores.ts'
import type { EventLog } from '../../../src/domain/core/ports.ts'
import type { EventSender } from '../../../src/domain/lineage/open-lineage/sender.ts'
import { createLog } from '../../../src/core/log.ts'
import { startOpenLineageLoop } from '../../../src/worker/leader/open-lineage-loop.ts'
import { describeDialects, NOON } from '../../support/database.ts'
import { at, startedExecution, storedPipeline } from '../../support/records.ts'

const ON = { ...NO_OPEN_LINEAGE, isActive: true, url: 'https://lineage.example.com' }

/** Starts the loop, and records what it asks the store of the connection. `afterRead` runs when it has read events. */
function startLoop(stores: Stores, sender: EventSender, afterRead: () => Promise<void> = async () => {}) {
  const asked: string[] = []
  const openLineage = new Proxy(stores.openLineage, {
    get(store, name) {
      asked.push(String(name))
      return Reflect.get(store, name) as unknown
    },
  })
  const events: EventLog = {
    ...stores.events,
    after: async (...from) => {
      const page = await stores.events.after(...from)
      await afterRead()
      return page
    },
  }
  const clock = { now: () => new Date(NOON) }
  const loop = startOpenLineageLoop({
    ...stores,
    openLineage,
    events,
    clock,
    log: createLog('silent'),
    version: '1.0.0',
    sender,
  })
  return { asked, [Symbol.asyncDispose]: () => loop[Symbol.asyncDispose]() }
}

/** Resolves when everything that was woken has ended. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

describeDialects('the loop of OpenLineage events', (open) => {
  it('asks nothing while it is off, and follows once any server turns it on', async () => {
    await using test = await open()
    const { stores } = test
    const pipeline = await storedPipeline(stores)
    const sent = Promise.withResolvers<string>()
    await using loop = startLoop(stores, { send: async (_, payload) => sent.resolve(payload) })
    await vi.waitFor(() => expect(loop.asked).toEqual(['position']))
    await quiet()

    await startedExecution(stores, pipeline)
    stores.wakeFollowers('execution.changed,pipeline.changed')
    await quiet()
    expect(loop.asked).toEqual(['position'])

    // Another server, whose events this one hears of by type only.
    await test.connect().openLineage.saveConnection(ON, at(0))
    stores.wakeFollowers('openLineage.changed')
    await vi.waitFor(() => expect(loop.asked.length).toBeGreaterThan(1))
    await quiet()
    await startedExecution(stores, await storedPipeline(stores, { name: 'second' }))
    expect(JSON.parse(await sent.promise)).toMatchObject({ eventType: 'START', job: { name: 'second' } })
  })

  it('sends what starts while the round that finds it on is ending', async () => {
    await using test = await open()
    const { stores } = test
    const pipeline = await storedPipeline(stores)
    const sent = Promise.withResolvers<string>()
    let isOn = false
    await using loop = startLoop(stores, { send: async (_, payload) => sent.resolve(payload) }, async () => {
      if (!isOn) return
      isOn = false
      await startedExecution(stores, pipeline)
    })
    await vi.waitFor(() => expect(loop.asked).toEqual(['position']))
    await quiet()

    isOn = true
    await stores.openLineage.saveConnection(ON, at(0))
    expect(JSON.parse(await sent.promise)).toMatchObject({ eventType: 'START' })
  }, 10_000)
})
