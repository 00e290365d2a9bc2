import { randomUUID } from 'node:crypto'

import type { LogLine } from '@flx/shared/logs/log'
import { expect, it } from 'vitest'

import type { Stores } from '../../../src/adapters/db/create-stores.ts'
import { describeDialects } from '../../support/database.ts'
import { aStep, at, storedPipeline } from '../../support/records.ts'

const line = (number: number): LogLine => ({
  line: number,
  at: at(number),
  source: 'command',
  level: 'info',
  text: `line ${number}`,
})

async function started(stores: Stores) {
  const pipeline = await storedPipeline(stores)
  const lease = { executionId: randomUUID(), token: randomUUID() }
  const start = (id = lease.executionId) =>
    stores.reports.start(
      {
        execution: {
          id,
          pipelineId: pipeline.id,
          pipelineName: pipeline.name,
          trigger: 'report',
          triggeredBy: null,
          triggeredByName: null,
          fullRefresh: false,
          options: { fullRefresh: false },
          attempt: 1,
          retryOf: null,
          firstExecutionId: null,
          queuedAt: at(0),
          notBefore: null,
          priority: 'normal',
        },
        lease,
        leaseExpiresAt: at(30),
        startedAt: at(0),
        worker: 'cron-1',
        steps: [aStep('command', 'running')],
        stateBefore: null,
        firstLine: { ...line(1), source: 'system' },
      },
      {
        actor: { id: randomUUID(), name: 'Ada' },
        action: 'execute',
        entityType: 'execution',
        entityId: id,
        entityName: pipeline.name,
      },
    )
  const append = (numbers: readonly number[], token = lease.token) =>
    stores.reports.append(
      { ...lease, token },
      numbers.map(line),
      (_streams, fresh) => [{ stream: 'a', records: fresh.length, batches: 0, bytes: 0 }],
      at(60),
    )
  return { lease, start, append }
}

describeDialects('reports', (open) => {
  it('start once, and block another one', async () => {
    await using database = await open()
    const { lease, start } = await started(database.stores)
    expect(await start()).toEqual({ outcome: 'started' })
    expect(await start()).toEqual({ outcome: 'known' })
    expect(await start(randomUUID())).toEqual({ outcome: 'unfinished', unfinishedId: lease.executionId })
    expect(await database.stores.reports.find(lease.executionId)).toMatchObject({
      lastLine: 1,
      execution: { status: 'running', startedAt: at(0), worker: 'cron-1', leaseExpiresAt: at(30) },
    })
  })

  it('count new lines once, refuse a gap, and are bound to their key', async () => {
    await using database = await open()
    const { start, append } = await started(database.stores)
    await start()
    expect(await append([2, 3])).toMatchObject({ lastLine: 3, execution: { recordsProcessed: 2 } })
    expect(await append([2, 3, 4])).toMatchObject({
      lastLine: 4,
      execution: { recordsProcessed: 1, leaseExpiresAt: at(60), logLines: 4 },
    })
    expect(await append([9])).toMatchObject({ lastLine: 4 })
    expect(await append([5], randomUUID())).toBeUndefined()
  })

  it('are not work for a worker: nothing claims them, and no start ends them', async () => {
    await using database = await open()
    const { stores } = database
    const { lease, start } = await started(stores)
    await start()
    const later = new Date(at(31))
    expect(await stores.executions.claim('w', randomUUID(), () => later, 30)).toBeUndefined()
    expect(await stores.executions.findAbandoned(later, { allRunning: true })).toEqual([])
    const lost = await stores.executions.findAbandoned(later, { allRunning: false })
    expect(lost.map(({ id }) => id)).toEqual([lease.executionId])
  })
})
