import { describe, expect, it } from 'vitest'

import { serverForFile } from '../../support/server-for-file.ts'
import { createStubPipeline } from '../../support/stubs/stub-plugins.ts'

const { server, editor } = await serverForFile(['editor'], {
  env: { FLX_ROLES: 'web,scheduler' },
  stubPlugins: true,
})

/** Resolves when the list shows the requested schedule; checks after every event. */
async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  return new Promise((resolve, reject) => {
    const check = (): void => {
      look().then((found) => {
        if (found === undefined) return
        clearInterval(timer)
        resolve(found)
      }, reject)
    }
    // The plan of a schedule is not an event.
    const timer = setInterval(check, 20)
  })
}

describe('the preview of a schedule', () => {
  const preview = (query: Record<string, string>) =>
    editor.get(`/api/schedules/preview?${new URLSearchParams(query).toString()}`)

  it('returns the next ticks on the clock of the zone, with the effect of daylight saving', async () => {
    const { status, body } = await preview({
      cron: '30 2 * * *',
      timezone: 'Europe/Berlin',
      count: '2',
      from: '2027-03-27T12:00:00Z',
    })
    expect(status).toBe(200)
    expect(body.ticks).toEqual([
      { at: '2027-03-28T01:00:00.000Z', local: '2027-03-28 03:00', note: 'moved' },
      { at: '2027-03-29T00:30:00.000Z', local: '2027-03-29 02:30', note: null },
    ])
  })

  it.each([
    [{ cron: 'every day' }, 'cron'],
    [{ cron: '61 * * * *' }, 'cron'],
    [{ cron: '0 * * * *', timezone: 'Mars/Olympus' }, 'timezone'],
    [{ cron: '0 * * * *', count: '1000' }, 'count'],
    [{ cron: '0 0 30 2 *' }, 'cron'],
    [{ cron: '0 0 * * *', timezone: 'Europe/Berlin', from: '0001-01-01T00:00:00Z' }, 'from'],
  ])('refuses %o', async (query, path) => {
    expect(await preview(query as Record<string, string>)).toMatchObject({
      status: 422,
      body: { errors: [{ path }] },
    })
  })
})

describe('schedules', () => {
  it('are planned when saved, listed by due time, and planned again when they change', async () => {
    const pipeline = await createStubPipeline(editor, {
      schedule: '0 3 * * *',
      timezone: 'Asia/Tokyo',
      missedTicks: 'all',
    })
    const entry = await until(async () => {
      const { body } = await editor.get('/api/schedules')
      return body.items.find(
        (item: { pipelineId: string; nextDueAt: string | null }) =>
          item.pipelineId === pipeline.id && item.nextDueAt !== null,
      )
    })
    expect(entry).toMatchObject({ missedTicks: 'all', isLate: false, lastTick: null, timezone: 'Asia/Tokyo' })
    expect(entry.nextDueAt).toMatch(/T18:00:00\.000Z$/)
    const { body } = await editor.get('/api/schedules/upcoming')
    expect(body.items).toContainEqual({
      pipelineId: pipeline.id,
      pipelineName: pipeline.name,
      dueAt: entry.nextDueAt,
    })
    await editor.patch(`/api/pipelines/${pipeline.id}`, { version: 1, schedule: '30 4 * * *' })
    const changed = await until(async () => {
      const { body: list } = await editor.get('/api/schedules')
      return list.items.find((item: { nextDueAt: string | null }) =>
        item.nextDueAt?.endsWith('T19:30:00.000Z'),
      )
    })
    expect(changed.pipelineId).toBe(pipeline.id)
    await editor.patch(`/api/pipelines/${pipeline.id}`, { version: 2, isActive: false })
    const { body: inactive } = await editor.get('/api/schedules')
    expect(inactive.items).toMatchObject([{ isActive: false, nextDueAt: null, isLate: false }])
  })

  it('fire when due, as the system, and are skipped while an execution is unfinished', async () => {
    const { database, dueAt } = await due('* * * * *')
    const first = await until(async () => {
      const { body } = await editor.get(`/api/executions?pipelineId=${database.id}`)
      return body.items[0]
    })
    expect(first).toMatchObject({ trigger: 'schedule', triggeredBy: null, status: 'pending' })
    const ticks = await server.running.context.schedules.ticks(database.id, 10)
    expect(ticks).toMatchObject([{ dueAt, outcome: 'enqueued', executionId: first.id }])
    // No worker takes it: the next tick finds it unfinished.
    const { schedules } = server.running.context
    const [again] = await schedules.dueBefore('2999-01-01T00:00:00.000Z', 1)
    expect(again).toBeDefined()
    const plan = {
      missed: [],
      enqueue: again?.dueAt ?? '',
      waits: false,
      nextDueAt: '2999-01-01T00:00:00.000Z',
      catchUpUntil: null,
    }
    const execution = {
      ...first,
      id: crypto.randomUUID(),
      options: { fullRefresh: false },
      triggeredByName: null,
      notBefore: null,
    }
    expect(again && (await schedules.claimTick(again, plan, execution, new Date().toISOString()))).toBe(
      'skipped',
    )
    expect(again && (await schedules.claimTick(again, plan, execution, new Date().toISOString()))).toBe(
      'lost',
    )
    expect((await schedules.ticks(database.id, 1))[0]).toMatchObject({
      outcome: 'skipped',
      executionId: first.id,
    })
  })

  it('wait while all are paused, and continue from the moment they are resumed', async () => {
    const operator = await server.as('operator')
    const viewer = await server.as('viewer')
    expect((await viewer.post('/api/schedules/pause')).status).toBe(403)
    expect((await operator.post('/api/schedules/pause')).body).toMatchObject({
      pause: { by: 'The operator' },
    })
    expect((await viewer.get('/api/schedules')).body.pause).toMatchObject({ by: 'The operator' })
    expect((await operator.post('/api/schedules/resume')).body).toEqual({ pause: null })
    expect((await viewer.get('/api/schedules')).body.pause).toBeNull()
  })
})

/** A pipeline whose tick came due a second ago. */
async function due(schedule: string) {
  const database = await createStubPipeline(editor, { schedule })
  const { schedules } = server.running.context
  const planned = await until(async () => {
    const [found] = await schedules.dueBefore('2999-01-01T00:00:00.000Z', 1)
    return found?.pipelineId === database.id ? found : undefined
  })
  const dueAt = new Date(Date.now() - 1000).toISOString()
  const nothing = { missed: [], enqueue: null, waits: false, nextDueAt: dueAt, catchUpUntil: null }
  const none = { id: '', pipelineId: database.id } as never
  expect(await schedules.claimTick(planned, nothing, none, dueAt)).toBe('recorded')
  // Any event wakes the loop.
  await createStubPipeline(editor)
  return { database, dueAt }
}
