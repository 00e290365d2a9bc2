import { expect, it } from 'vitest'

import { describeDialects } from '../../support/database.ts'
import { listPages } from './list-pages.ts'
import {
  anExecution,
  at,
  endedExecution,
  executionQuery,
  startedExecution,
  storedPipeline,
} from '../../support/records.ts'

describeDialects('the list of executions', (open) => {
  it('shows each execution once, newest first, while new ones arrive and times are equal', async () => {
    await using test = await open()
    const { executions } = test.stores
    const ids: string[] = []
    for (let index = 0; index < 10; index++) {
      // Three of each time: ties are broken by ID.
      const execution = anExecution(await storedPipeline(test.stores), {
        queuedAt: at(Math.floor(index / 3)),
      })
      await executions.enqueue(execution)
      ids.unshift(execution.id)
    }
    const paged = await listPages(
      (cursor) => executions.list(executionQuery({ limit: 3, cursor })),
      async () => {
        await executions.enqueue(anExecution(await storedPipeline(test.stores), { queuedAt: at(500) }))
      },
    )
    expect(paged.map((page) => page.length)).toEqual([3, 3, 3, 1])
    expect(paged.flat().map(({ id }) => id)).toEqual(ids)
    const ascending = await listPages((cursor) =>
      executions.list(executionQuery({ limit: 4, cursor, sort: 'queuedAt' })),
    )
    expect(
      ascending
        .flat()
        .slice(0, 10)
        .map(({ id }) => id),
    ).toEqual(ids.toReversed())
  })

  it('filters by status, pipeline, trigger, full refresh and time, and counts matches', async () => {
    await using test = await open()
    const { executions } = test.stores
    const [one, two] = [await storedPipeline(test.stores), await storedPipeline(test.stores)]
    const failed = await endedExecution(test.stores, one, { seconds: 0, status: 'failed' })
    const success = await endedExecution(test.stores, one, { seconds: 60 })
    const { executionId: running } = await startedExecution(test.stores, two, {
      seconds: 120,
      trigger: 'api',
      fullRefresh: true,
    })
    const ids = async (query: Parameters<typeof executionQuery>[0]) => {
      const { items, total } = await executions.list(executionQuery(query))
      expect(total).toBe(items.length)
      return items.map(({ id }) => id)
    }
    expect(await ids({})).toEqual([running, success, failed])
    expect(await ids({ status: ['failed'] })).toEqual([failed])
    expect(await ids({ pipelineId: one.id })).toEqual([success, failed])
    expect(await ids({ pipelineId: one.id, status: ['success'] })).toEqual([success])
    expect(await ids({ trigger: 'api' })).toEqual([running])
    expect(await ids({ fullRefresh: true })).toEqual([running])
    expect(await ids({ fullRefresh: false })).toEqual([success, failed])
    expect(await ids({ from: '2026-11-23T08:01:00Z' })).toEqual([running, success])
    expect(await ids({ from: at(0), to: at(60) })).toEqual([failed])
  })

  it('refuses a cursor that it did not issue', async () => {
    await using test = await open()
    const other = Buffer.from(JSON.stringify(['name', 'a', 'b'])).toString('base64url')
    const nul = Buffer.from(JSON.stringify(['-queuedAt', '\0', 'b'])).toString('base64url')
    for (const cursor of ['x', '%', '', 'bnVsbA', other, nul, `${other}${other}`]) {
      await expect(test.stores.executions.list(executionQuery({ cursor }))).rejects.toMatchObject({
        code: 'malformed',
      })
    }
  })
})
