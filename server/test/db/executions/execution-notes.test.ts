import { expect, it } from 'vitest'

import { MAX_NOTES, type ExecutionNote } from '@flx/shared/executions/execution-note'

import type { AuditNote } from '../../../src/domain/access/audit-log.ts'
import { describeDialects } from '../../support/database.ts'
import { at, endedExecution, executionQuery, newId, storedPipeline } from '../../support/records.ts'

const AUDIT: AuditNote = {
  actor: { id: null, name: 'Ann' },
  action: 'comment',
  entityType: 'execution',
  entityId: 'x',
  entityName: 'Orders',
}

const aNote = (seconds: number, body = `After ${seconds} s`): ExecutionNote => ({
  ...{ id: newId(), body, by: 'Ann', byId: newId(), at: at(seconds), editedAt: null },
})

describeDialects('notes on executions', (open) => {
  it('are kept in order, counted in lists, sent live and audited', async () => {
    await using test = await open()
    const { executions, executionNotes, events, audit } = test.stores
    const pipeline = await storedPipeline(test.stores)
    const id = await endedExecution(test.stores, pipeline)
    const [second, first] = [aNote(20), aNote(10)]
    const before = await events.head()
    for (const note of [second, first]) expect(await executionNotes.add(id, note, AUDIT)).toBe(true)
    expect(await executionNotes.list(id)).toEqual([first, second])
    const count = async () => (await executions.list(executionQuery())).items[0]?.notes
    expect(await count()).toBe(2)
    expect(await executionNotes.change(id, first.id, { body: 'Mended', at: at(30) }, AUDIT)).toBe(true)
    expect(await executionNotes.find(id, first.id)).toEqual({ ...first, body: 'Mended', editedAt: at(30) })
    expect(await executionNotes.remove(id, second.id, AUDIT)).toBe(true)
    expect(await count()).toBe(1)
    expect(await executions.find(id)).toMatchObject({ status: 'success', notes: 1 })
    const told = (notes: number) => ({
      type: 'execution.noted',
      executionId: id,
      pipelineId: pipeline.id,
      notes,
    })
    expect(await events.after(before, 10)).toMatchObject([told(1), told(2), told(2), told(1)])
    expect((await audit.list({ limit: 10, action: 'comment' })).items).toHaveLength(4)
  })

  it('do not change once they or their execution are gone', async () => {
    await using test = await open()
    const { executionNotes, events } = test.stores
    const pipeline = await storedPipeline(test.stores)
    const id = await endedExecution(test.stores, pipeline)
    const note = aNote(10)
    await executionNotes.add(id, note, AUDIT)
    const before = await events.head()
    expect(await executionNotes.find(newId(), note.id)).toBeUndefined()
    expect(await executionNotes.remove(newId(), note.id, AUDIT)).toBe(false)
    expect(await executionNotes.change(id, newId(), { body: 'x', at: at(20) }, AUDIT)).toBe(false)
    expect(await executionNotes.add(newId(), aNote(20), AUDIT)).toBe(false)
    expect(await events.head()).toBe(before)
    await test.database.db.deleteFrom('execution').where('id', '=', id).execute()
    expect(await executionNotes.find(id, note.id)).toBeUndefined()
  })

  it('have a limit, even for two concurrent writers', async () => {
    await using test = await open()
    const { executionNotes } = test.stores
    const other = test.connect()
    const id = await endedExecution(test.stores, await storedPipeline(test.stores))
    const add = (index: number) =>
      (index % 2 === 0 ? executionNotes : other.executionNotes).add(id, aNote(index), AUDIT)
    for (let index = 0; index < MAX_NOTES - 1; index += 1) await add(index)
    const added = await Promise.all([add(100), add(101)])
    expect(added).toEqual(expect.arrayContaining([false, true]))
    expect(await executionNotes.list(id)).toHaveLength(MAX_NOTES)
  })
})
