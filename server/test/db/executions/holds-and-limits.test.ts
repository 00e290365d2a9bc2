import { expect, it } from 'vitest'

import type { AuditNote } from '../../../src/domain/access/audit-log.ts'
import { describeDialects, type TestDatabase } from '../../support/database.ts'
import { anExecution, aPlugin, aResult, at, newId, storedPipeline } from '../../support/records.ts'

const NOTE: AuditNote = {
  actor: { id: null, name: 'Ann' },
  action: 'create',
  entityType: 'hold',
  entityId: 'x',
  entityName: 'tap-crm',
}

/** Pending executions of new pipelines with this extractor, oldest first. */
async function pending({ stores }: TestDatabase, extractor: string, count: number, from = 0) {
  const ids: string[] = []
  for (let index = 0; index < count; index += 1) {
    const execution = anExecution(await storedPipeline(stores, { extractor }), { queuedAt: at(from + index) })
    await stores.executions.enqueue(execution)
    ids.push(execution.id)
  }
  return ids
}

const claim = async ({ stores }: Pick<TestDatabase, 'stores'>, seconds = 100) =>
  (await stores.executions.claim('worker', 'token', () => new Date(at(seconds)), 30))?.id

describeDialects('the number of executions that can start', (open) => {
  it('never exceeds a plugin limit; others overtake, and the next follows when one ends', async () => {
    await using test = await open()
    const { executions, plugins } = test.stores
    await plugins.create(aPlugin({ name: 'tap-crm', maxConcurrent: 2 }))
    await plugins.create(aPlugin({ name: 'tap-csv' }))
    const [first, second, third] = await pending(test, 'tap-crm', 3)
    const [other] = await pending(test, 'tap-csv', 1, 10)
    expect([await claim(test), await claim(test), await claim(test), await claim(test)]).toEqual([
      first,
      second,
      other,
      undefined,
    ])
    const waiting = await executions.find(third ?? '')
    expect(await executions.obstacles([waiting?.pipelineId ?? ''], new Date(at(100)))).toEqual({
      holds: [],
      full: [{ plugin: 'tap-crm', limit: 2 }],
      plugins: new Map([[waiting?.pipelineId, ['tap-crm']]]),
      running: 3,
      places: new Map(),
      isFree: false,
      placement: null,
    })
    await executions.finish({ executionId: first ?? '', token: 'token' }, aResult(), at(101))
    expect([await claim(test), await claim(test)]).toEqual([third, undefined])
  })

  it('is counted correctly when many workers of two processes ask at once', async () => {
    await using test = await open()
    const other = { stores: test.connect() }
    await test.stores.plugins.create(aPlugin({ name: 'tap-crm', maxConcurrent: 3 }))
    await pending(test, 'tap-crm', 8)
    const claimed = await Promise.all(
      Array.from({ length: 12 }, (_, index) => claim(index % 2 === 0 ? test : other)),
    )
    expect(claimed.filter((id) => id !== undefined)).toHaveLength(3)
  })

  it('excludes held ones, for a plugin or for all, until the hold ends or expires', async () => {
    await using test = await open()
    const { holds, executions } = test.stores
    const hold = {
      id: newId(),
      plugin: 'tap-crm',
      reason: 'Down',
      until: at(200),
      createdAt: at(0),
      by: 'Ann',
    }
    const [held] = await pending(test, 'tap-crm', 1)
    const [free] = await pending(test, 'tap-csv', 1, 5)
    await holds.create(hold, NOTE)
    expect(await holds.active(at(100))).toEqual([hold])
    expect([await claim(test), await claim(test)]).toEqual([free, undefined])
    expect(await executions.nextStart(new Date(at(100)))).toBe(at(200))
    // Its end has come: no action is needed.
    expect(await holds.active(at(200))).toEqual([])
    expect(await claim(test, 200)).toBe(held)
    expect([await holds.removeExpired(at(199)), await holds.removeExpired(at(200))]).toEqual([0, 1])

    const all = { ...hold, id: newId(), plugin: null, until: null }
    await holds.create(all, NOTE)
    const [late] = await pending(test, 'tap-csv', 1, 20)
    expect(await claim(test, 300)).toBeUndefined()
    expect([await holds.end(all.id, NOTE), await holds.end(all.id, NOTE)]).toEqual([true, false])
    expect(await claim(test, 300)).toBe(late)
  })
})
