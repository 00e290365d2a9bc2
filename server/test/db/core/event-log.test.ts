import pg from 'pg'
import { expect, it } from 'vitest'

import { moveFollower } from '../../../src/adapters/db/core/event-followers.ts'
import { createEventLog } from '../../../src/adapters/db/core/event-log.ts'
import { createWriter, EVENT_CHANNEL } from '../../../src/adapters/db/core/writer.ts'
import type { NewEvent } from '../../../src/domain/core/ports.ts'
import { describeDialects } from '../../support/database.ts'
import {
  aPipeline,
  aPlugin,
  anExecution,
  at,
  endedExecution,
  newId,
  storedPipeline,
} from '../../support/records.ts'

const FOLLOWERS = ['alerts', 'failures'] as const
const event = (): NewEvent => ({ type: 'pipeline.changed', pipelineId: newId(), change: 'updated' })

describeDialects('the event log', (open, dialect) => {
  it('records every change with its kind, in order', async () => {
    await using test = await open()
    const { events, pipelines, plugins, executions, states } = test.stores
    expect(await events.head()).toBe(0)
    const pipeline = await storedPipeline(test.stores)
    const execution = anExecution(pipeline)
    await executions.enqueue(execution)
    await executions.requestCancel(execution.id, at(1))
    await states.edit(pipeline.id, { text: '{}', source: 'edit', by: null, at: at(1) })
    await pipelines.archive(pipeline.id, at(2), {})
    const plugin = aPlugin()
    await plugins.create(plugin)
    await plugins.remove(plugin.id)
    const told = await events.after(0, 100)
    expect(
      told.map((one) => [
        one.type,
        'change' in one ? one.change : 'execution' in one ? one.execution.status : '',
      ]),
    ).toEqual([
      ['pipeline.changed', 'created'],
      ['execution.changed', 'pending'],
      ['execution.changed', 'cancelled'],
      ['pipeline.changed', 'updated'],
      ['pipeline.changed', 'archived'],
      ['plugin.changed', 'created'],
      ['plugin.changed', 'deleted'],
    ])
    const seqs = told.map(({ seq }) => seq)
    expect(seqs.toSorted((a, b) => a - b)).toEqual(seqs)
    expect(await events.head()).toBe(seqs.at(-1))
    expect(await events.after(seqs[2] ?? 0, 2)).toEqual(told.slice(3, 5))
  })

  it('stores the figures of a pipeline under the name that the previous version reads', async () => {
    await using test = await open()
    await endedExecution(test.stores, await storedPipeline(test.stores), { duration: 20 })
    const { payload, seq } = await test.database.db
      .selectFrom('event')
      .selectAll()
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow()
    const figures = { successRate: 1, p95Seconds: 20 }
    expect(JSON.parse(payload)).toMatchObject({ execution: { standing: figures } })
    const [event] = await test.stores.events.after(seq - 1, 1)
    expect(event).toMatchObject({ execution: { pipelineFigures: figures } })
    expect(event).not.toHaveProperty('execution.standing')
  })

  it('commits an event and its row together or not at all', async () => {
    await using test = await open()
    const writer = createWriter(test.database)
    let told = 0
    writer.onAppend(() => told++)
    const failing = writer.change(async (trx, emit) => {
      await trx.insertInto('meta').values({ name: 'half', value: 'done' }).execute()
      emit(event())
      throw new Error('in the middle')
    })
    await expect(failing).rejects.toThrow('in the middle')
    expect(await test.database.db.selectFrom('meta').selectAll().execute()).toEqual([])
    expect(await test.stores.events.head()).toBe(0)
    expect(told).toBe(0)
    // The event is the last statement: when it fails, the row is rolled back too.
    await test.database.db.schema.alterTable('event').renameTo('event_elsewhere').execute()
    await expect(test.stores.pipelines.create(aPipeline({ name: 'half' }))).rejects.toThrow(/event/)
    expect(await test.stores.pipelines.findByName('half')).toBeUndefined()
  })

  it('wakes its listeners after the commit, until they unsubscribe', async () => {
    await using test = await open()
    const seen: Promise<number>[] = []
    const leave = test.stores.events.onAppend(() => seen.push(test.stores.events.head()))
    await storedPipeline(test.stores)
    expect(await seen[0]).toBe(1)
    await storedPipeline(test.stores)
    expect(await seen[1]).toBe(2)
    leave()
    await storedPipeline(test.stores)
    expect(seen).toHaveLength(2)
  })

  it('has no gap that fills later: a reader up to a number has seen everything before it', async () => {
    await using test = await open()
    const other = test.connect()
    const [one, two] = [createWriter(test.database), createWriter(other.database)]
    let writing = true
    const read: number[] = []
    const reader = (async () => {
      while (writing) {
        for (const { seq } of await other.events.after(read.at(-1) ?? 0, 1000)) read.push(seq)
        await new Promise((resolve) => setImmediate(resolve))
      }
      for (const { seq } of await other.events.after(read.at(-1) ?? 0, 1000)) read.push(seq)
    })()
    await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        (index % 2 === 0 ? one : two).change(async (trx, emit) => {
          emit(event())
          await trx
            .insertInto('meta')
            .values({ name: `n${index}`, value: '' })
            .execute()
          emit(event())
        }),
      ),
    )
    writing = false
    await reader
    const all = (await test.stores.events.after(0, 1000)).map(({ seq }) => seq)
    expect(all).toHaveLength(120)
    expect(read).toEqual(all)
  })

  it('forgets events that no open page can be missing', async () => {
    await using test = await open()
    const writer = createWriter(test.database, { keptEvents: 20, pruneEvery: 10 })
    for (const name of FOLLOWERS) await writer.change((trx) => moveFollower(trx, name, 100))
    for (let index = 0; index < 100; index++) {
      await writer.change(async (_, emit) => emit(event()))
    }
    const kept = (await createEventLog(writer).after(0, 1000)).map(({ seq }) => seq)
    expect(kept.at(-1)).toBe(100)
    expect(kept.length).toBeLessThanOrEqual(30)
    expect(kept.length).toBeGreaterThanOrEqual(20)
  })

  it('keeps what a follower has not seen', async () => {
    await using test = await open()
    const writer = createWriter(test.database, { keptEvents: 20, pruneEvery: 10 })
    await writer.change((trx) => moveFollower(trx, 'failures', 1000))
    await writer.change((trx) => moveFollower(trx, 'alerts', 30))
    for (let index = 0; index < 100; index++) await writer.change(async (_, emit) => emit(event()))
    expect((await createEventLog(writer).after(0, 1))[0]?.seq).toBe(31)
    await writer.change((trx) => moveFollower(trx, 'alerts', 100))
    for (let index = 0; index < 60; index++) await writer.change(async (_, emit) => emit(event()))
    expect((await createEventLog(writer).after(0, 1))[0]?.seq).toBeGreaterThan(100)
  })

  it('events of another process wake the listeners that their types can wake', async () => {
    await using test = await open()
    const writer = createWriter(test.database)
    const woken: string[] = []
    writer.onAppend(() => woken.push('any'))
    writer.onAppend(() => woken.push('plugins'), ['plugin.changed'])
    writer.onAppend(() => woken.push('nothing'), [])
    writer.onAppend(() => woken.push('some'), { types: ['plugin.changed'], only: () => false })
    writer.wakeFollowers('holds.changed,nodes.changed')
    expect(woken.splice(0)).toEqual(['any'])
    writer.wakeFollowers('holds.changed,plugin.changed')
    expect(woken.splice(0)).toEqual(['any', 'plugins', 'some'])
    // A server of an earlier version names none, and after a gap none are known.
    writer.wakeFollowers('')
    expect(woken.splice(0)).toEqual(['any', 'plugins', 'nothing', 'some'])
    // Of its own events more is known.
    await writer.change(async (_, emit) =>
      emit({ type: 'plugin.changed', pluginId: newId(), pluginType: 'loader', change: 'created' }),
    )
    expect(woken).toEqual(['any', 'plugins'])
  })

  it.skipIf(dialect === 'sqlite')('notifies other processes (PostgreSQL only)', async () => {
    await using test = await open()
    const listener = new pg.Client({ connectionString: test.url })
    await listener.connect()
    try {
      const heard = new Promise<string | undefined>((resolve) =>
        listener.on('notification', ({ payload }) => resolve(payload)),
      )
      await listener.query(`listen ${EVENT_CHANNEL}`)
      await storedPipeline(test.stores)
      expect(await heard).toMatch(/^[-0-9a-f]{36} pipeline\.changed$/)
    } finally {
      await listener.end()
    }
  })
})
