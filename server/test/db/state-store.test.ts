import { sql } from 'kysely'
import { expect, it } from 'vitest'

import type { Json } from '@flx/shared/json'

import { describeDialects } from '../support/database.ts'
import { aResult, at, startedExecution, storedPipeline } from '../support/records.ts'

describeDialects('the state of a pipeline', (open) => {
  it('keeps one that holds secrets whole for the extractor, and shows it masked', async () => {
    await using test = await open()
    const { states, executions } = test.stores
    const pipeline = await storedPipeline(test.stores)
    expect(await states.bookmark(pipeline.id)).toBeNull()
    const lease = await startedExecution(test.stores, pipeline)
    const whole = { token: 'marked-secret', at: 7 }
    await states.saveConfirmed(lease, pipeline.id, whole, at(1), { token: '***', at: 7 })
    expect(await states.bookmark(pipeline.id)).toEqual(whole)
    expect((await states.current(pipeline.id))?.value).toEqual({ token: '***', at: 7 })
    expect((await executions.find(lease.executionId))?.stateAfter).toEqual({ token: '***', at: 7 })
    const { rows } = await sql<object>`select * from pipeline_state`.execute(test.database.db)
    expect(JSON.stringify(rows)).not.toContain('marked-secret')
    await states.saveConfirmed(lease, pipeline.id, { at: 8 }, at(2))
    expect(await states.bookmark(pipeline.id)).toEqual({ at: 8 })
  })

  it('has one version per execution, the last confirmed value, and one per edit', async () => {
    await using test = await open()
    const { states, executions } = test.stores
    const pipeline = await storedPipeline(test.stores)
    expect(await states.current(pipeline.id)).toBeUndefined()
    const first = await startedExecution(test.stores, pipeline)
    expect(await states.saveConfirmed(first, pipeline.id, { bookmarks: { a: 1 } }, at(1))).toBe(true)
    expect(await states.saveConfirmed(first, pipeline.id, { bookmarks: { a: 2 } }, at(2))).toBe(true)
    expect(await executions.find(first.executionId)).toMatchObject({
      stateAfter: { bookmarks: { a: 2 } },
      stateConfirmedAt: at(2),
    })
    await executions.finish(first, aResult({ status: 'failed' }), at(3))
    const edited = await states.edit(pipeline.id, { bookmarks: { a: 0 } }, 'edit', 'Some One', at(4))
    expect(edited).toMatchObject({ version: 2, source: 'edit', createdBy: 'Some One', executionId: null })
    await states.edit(pipeline.id, null, 'reset', null, at(5))
    const second = await startedExecution(test.stores, pipeline, { seconds: 6 })
    await states.saveConfirmed(second, pipeline.id, { bookmarks: { a: 3 } }, at(7))
    const versions = await states.versions(pipeline.id, 10)
    expect(versions.map(({ version, source, value }) => [version, source, value])).toEqual([
      [4, 'execution', { bookmarks: { a: 3 } }],
      [3, 'reset', null],
      [2, 'edit', { bookmarks: { a: 0 } }],
      [1, 'execution', { bookmarks: { a: 2 } }],
    ])
    expect(await states.current(pipeline.id)).toEqual(versions[0])
    expect(await states.versions(pipeline.id, 1)).toEqual([versions[0]])
  })

  it('keeps any JSON value exactly', async () => {
    await using test = await open()
    const pipeline = await storedPipeline(test.stores)
    const value = JSON.parse(
      '{"__proto__":{"a":1},"n":1.5e300,"s":"\\u0000 \\ud83e\\udd8a","deep":[[[null]]]}',
    ) as Json
    await test.stores.states.edit(pipeline.id, value, 'edit', null, at(1))
    expect(JSON.stringify((await test.stores.states.current(pipeline.id))?.value)).toBe(JSON.stringify(value))
  })

  it('numbers versions without a gap when several are added at once', async () => {
    await using test = await open()
    const other = test.connect()
    const pipeline = await storedPipeline(test.stores)
    const lease = await startedExecution(test.stores, pipeline)
    await Promise.all([
      ...Array.from({ length: 8 }, (_, index) =>
        (index % 2 === 0 ? test.stores : other).states.edit(pipeline.id, index, 'edit', null, at(index)),
      ),
      other.states.saveConfirmed(lease, pipeline.id, 'confirmed', at(9)),
    ])
    const versions = await test.stores.states.versions(pipeline.id, 20)
    expect(versions.map(({ version }) => version)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1])
  })

  it('of one pipeline is not written by the execution of another', async () => {
    await using test = await open()
    const lease = await startedExecution(test.stores, await storedPipeline(test.stores))
    const other = await storedPipeline(test.stores)
    expect(await test.stores.states.saveConfirmed(lease, other.id, {}, at(1))).toBe(false)
    expect(await test.stores.states.current(other.id)).toBeUndefined()
  })
})
