import { expect, it } from 'vitest'

import { createWriter } from '../../../src/adapters/db/core/writer.ts'
import type { NewEvent } from '../../../src/domain/core/ports.ts'
import { followEvents } from '../../../src/worker/leader/follow-events.ts'
import { describeDialects } from '../../support/database.ts'
import { newId } from '../../support/records.ts'

const changed = (change: 'updated' | 'archived'): NewEvent => ({
  type: 'pipeline.changed',
  pipelineId: newId(),
  change,
})
const isRelevant = (event: NewEvent): boolean =>
  event.type === 'pipeline.changed' && event.change === 'archived'
const never = () => false

describeDialects('a follower of the event log', (open) => {
  it('starts with the database: events before the first server leads count too', async () => {
    await using test = await open()
    const { events, alerts, failures } = test.stores
    await createWriter(test.database).change(async (_, emit) => emit(changed('archived')))
    for (const place of [alerts, failures]) {
      const seen: number[] = []
      const follow = async ({ seq }: { seq: number }) => void seen.push(seq)
      await (
        await followEvents(events, place, { isRelevant, follow })
      )(never)
      expect(seen).toEqual([await events.head()])
    }
  })

  it('continues where the previous one was cut off, even if nothing has counted yet', async () => {
    await using test = await open()
    const { events, alerts } = test.stores
    await test.database.db.deleteFrom('event_follower').execute()
    const writer = createWriter(test.database)
    await writer.change(async (_, emit) => emit(changed('archived')))
    const follow = async () => undefined
    // A database without a position for it starts now.
    await followEvents(events, alerts, { isRelevant, follow })
    await writer.change(async (_, emit) => emit(changed('archived')))
    const seen: number[] = []
    const next = await followEvents(events, alerts, {
      isRelevant,
      follow: async ({ seq }) => void seen.push(seq),
    })
    await next(never)
    expect(seen).toEqual([await events.head()])
  })

  it('moves past many events that do not count', async () => {
    await using test = await open()
    const { events, failures } = test.stores
    await createWriter(test.database).change(async (_, emit) => {
      for (let index = 0; index < 1000; index += 1) emit(changed('updated'))
    })
    await (
      await followEvents(events, failures, { isRelevant, follow: async () => undefined })
    )(never)
    expect(await failures.position()).toBe(await events.head())
  })
})
