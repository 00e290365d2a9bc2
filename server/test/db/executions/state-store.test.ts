import { sql } from 'kysely'
import { expect, it } from 'vitest'

import { describeDialects } from '../../support/database.ts'
import { aResult, at, startedExecution, storedPipeline } from '../../support/records.ts'

describeDialects('the state of a pipeline', (open) => {
  it('keeps a state with secrets whole for the extractor, and shows it masked', async () => {
    await using test = await open()
    const { states, executions } = test.stores
    const pipeline = await storedPipeline(test.stores)
    expect(await states.bookmark(pipeline.id)).toBeNull()
    const lease = await startedExecution(test.stores, pipeline)
    const whole = { token: 'marked-secret', at: 7 }
    await states.saveConfirmed(lease, pipeline.id, { value: whole, shown: { token: '***', at: 7 } }, at(1))
    expect((await states.bookmark(pipeline.id))?.value).toEqual(whole)
    expect((await states.current(pipeline.id))?.value).toEqual({ token: '***', at: 7 })
    expect((await executions.find(lease.executionId))?.stateAfter).toEqual({ token: '***', at: 7 })
    const { rows } = await sql<object>`select * from pipeline_state`.execute(test.database.db)
    expect(JSON.stringify(rows)).not.toContain('marked-secret')
    await states.saveConfirmed(lease, pipeline.id, { value: { at: 8 }, text: '{ "at":8 }' }, at(2))
    expect(await states.bookmark(pipeline.id)).toEqual({ value: { at: 8 }, text: '{ "at":8 }' })
  })

  it('has one version per execution, the last confirmed value, and one per edit', async () => {
    await using test = await open()
    const { states, executions } = test.stores
    const pipeline = await storedPipeline(test.stores)
    expect(await states.current(pipeline.id)).toBeUndefined()
    const first = await startedExecution(test.stores, pipeline)
    expect(await states.saveConfirmed(first, pipeline.id, { value: { bookmarks: { a: 1 } } }, at(1))).toBe(
      true,
    )
    expect(await states.saveConfirmed(first, pipeline.id, { value: { bookmarks: { a: 2 } } }, at(2))).toBe(
      true,
    )
    expect(await executions.find(first.executionId)).toMatchObject({
      stateAfter: { bookmarks: { a: 2 } },
      stateConfirmedAt: at(2),
    })
    await executions.finish(first, aResult({ status: 'failed' }), at(3))
    const edited = await states.edit(pipeline.id, {
      text: '{"bookmarks":{"a":0}}',
      source: 'edit',
      by: 'Some One',
      at: at(4),
    })
    expect(edited).toMatchObject({ version: 2, source: 'edit', createdBy: 'Some One', executionId: null })
    await states.edit(pipeline.id, { text: 'null', source: 'reset', by: null, at: at(5) })
    const second = await startedExecution(test.stores, pipeline, { seconds: 6 })
    await states.saveConfirmed(second, pipeline.id, { value: { bookmarks: { a: 3 } } }, at(7))
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
    const text =
      '{"__proto__":{"a":1},"10":1,"2":18446744073709551610,"n":1.50e300,"s":"\\u0041 \\ud83e\\udd8a", "deep":[[[null]]]}'
    await test.stores.states.edit(pipeline.id, { text, source: 'edit', by: null, at: at(1) })
    expect((await test.stores.states.current(pipeline.id))?.text).toBe(text)
    expect((await test.stores.states.bookmark(pipeline.id))?.text).toBe(text)
  })

  it('numbers versions without a gap when several are added at once', async () => {
    await using test = await open()
    const other = test.connect()
    const pipeline = await storedPipeline(test.stores)
    const edit = { source: 'edit', by: null } as const
    await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        (index % 2 === 0 ? test.stores : other).states.edit(pipeline.id, {
          ...edit,
          text: String(index),
          at: at(index),
        }),
      ),
    )
    const lease = await startedExecution(test.stores, pipeline)
    await other.states.saveConfirmed(lease, pipeline.id, { value: 'confirmed' }, at(9))
    const versions = await test.stores.states.versions(pipeline.id, 20)
    expect(versions.map(({ version }) => version)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1])
  })

  it('is not edited while an execution is unfinished, nor after another edit came first', async () => {
    await using test = await open()
    const { states, executions } = test.stores
    const pipeline = await storedPipeline(test.stores)
    const edit = { text: '{"a":1}', source: 'edit', by: null, at: at(1) } as const
    const lease = await startedExecution(test.stores, pipeline)
    await expect(states.edit(pipeline.id, edit)).rejects.toMatchObject({
      reason: 'unfinished',
      execution: { id: lease.executionId },
    })
    expect(await states.current(pipeline.id)).toBeUndefined()
    await executions.finish(lease, aResult({ status: 'failed' }), at(3))
    await states.edit(pipeline.id, { ...edit, seen: 0 })
    await expect(states.edit(pipeline.id, { ...edit, seen: 0 })).rejects.toMatchObject({
      reason: 'stale',
    })
    expect((await states.current(pipeline.id))?.version).toBe(1)
  })

  it('is not written by the execution of another pipeline', async () => {
    await using test = await open()
    const lease = await startedExecution(test.stores, await storedPipeline(test.stores))
    const other = await storedPipeline(test.stores)
    expect(await test.stores.states.saveConfirmed(lease, other.id, { value: {} }, at(1))).toBe(false)
    expect(await test.stores.states.current(other.id)).toBeUndefined()
  })
})
