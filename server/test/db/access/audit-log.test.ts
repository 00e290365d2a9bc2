import { expect, it } from 'vitest'

import { auditQuerySchema, type AuditQuery } from '@flx/shared/access/audit'

import type { AuditNote } from '../../../src/domain/access/audit-log.ts'
import { describeDialects, NOON } from '../../support/database.ts'
import { anExecution, aPipeline, at, newId, storedPipeline } from '../../support/records.ts'

const ada = { id: newId(), name: 'Ada' }
const note = (given: Partial<AuditNote> = {}): AuditNote => ({
  actor: ada,
  action: 'update',
  entityType: 'pipeline',
  entityId: newId(),
  entityName: 'Orders',
  ...given,
})
const query = (given: Partial<AuditQuery> = {}): AuditQuery => ({ ...auditQuerySchema.parse({}), ...given })

describeDialects('audit log', (open) => {
  it('keeps who did what to what, newest first, page by page', async () => {
    await using test = await open()
    const { audit } = test.stores
    const first = note({ changes: [{ path: 'name', before: 'O', after: 'Orders\0' }] })
    await audit.record(first)
    await audit.record(note({ actor: { ...ada, tokenName: 'deploy' }, entityName: 'Customers' }))
    await audit.record(note({ actor: { id: null, name: 'Grace' }, action: 'set-up', entityType: 'user' }))
    const page = await audit.list(query({ limit: 2 }))
    expect(page).toMatchObject({
      total: 3,
      items: [
        { actorId: null, actorName: 'Grace', action: 'set-up', entityType: 'user' },
        { actorName: 'Ada', tokenName: 'deploy', entityName: 'Customers' },
      ],
    })
    const { items, nextCursor } = await audit.list(query({ limit: 2, cursor: page.nextCursor ?? '' }))
    expect(nextCursor).toBeNull()
    expect(items).toEqual([
      {
        id: expect.any(String),
        at: NOON,
        actorId: ada.id,
        actorName: 'Ada',
        tokenName: null,
        action: 'update',
        entityType: 'pipeline',
        entityId: first.entityId,
        entityName: 'Orders',
        changes: first.changes,
      },
    ])
  })

  it('is filtered by entity, user, action, time and text', async () => {
    await using test = await open()
    const { audit } = test.stores
    const orders = note()
    await audit.record(orders)
    await audit.record(note({ entityType: 'plugin', entityName: 'tap-100%', action: 'install' }))
    await audit.record(note({ actor: { id: newId(), name: 'Grace' }, entityName: 'Größe' }))
    const names = async (given: Partial<AuditQuery>) =>
      (await audit.list(query(given))).items.map(({ entityName }) => entityName)
    expect(await names({ entityType: 'plugin' })).toEqual(['tap-100%'])
    expect(await names({ entityType: 'pipeline', entityId: orders.entityId })).toEqual(['Orders'])
    expect(await names({ actor: ada.id })).toEqual(['tap-100%', 'Orders'])
    expect(await names({ action: 'install' })).toEqual(['tap-100%'])
    expect(await names({ search: 'GRÖSSE' })).toEqual([])
    expect(await names({ search: 'größe' })).toEqual(['Größe'])
    expect(await names({ search: '0%' })).toEqual(['tap-100%'])
    expect(await names({ search: 'grace' })).toEqual(['Größe'])
    expect(await names({ from: NOON, to: '2026-11-23T12:00:01Z' })).toHaveLength(3)
    expect(await names({ to: '2026-11-23T12:00:00Z' })).toEqual([])
    await expect(audit.list(query({ cursor: 'made-up' }))).rejects.toThrow(/does not belong to this list/)
  })

  it('stores an action under the name that old entries and nodes of the previous version use', async () => {
    await using test = await open()
    const { audit } = test.stores
    await audit.record(note({ action: 'view-rows', entityType: 'execution' }))
    const { db } = test.database
    expect(await db.selectFrom('audit_entry').select('action').execute()).toEqual([{ action: 'look' }])
    const { items } = await audit.list(query({ action: 'view-rows' }))
    expect(items).toMatchObject([{ action: 'view-rows' }])
    expect(await audit.find(items[0]?.id ?? '')).toMatchObject({ action: 'view-rows' })
  })

  it('records an entry together with its change or not at all', async () => {
    await using test = await open()
    const { audit, pipelines, executions } = test.stores
    const pipeline = await storedPipeline(test.stores, { name: 'Orders' })
    const count = async () => (await audit.list(query())).total
    expect(await pipelines.update({ ...pipeline, version: 2 }, 7, note())).toBe(false)
    await expect(pipelines.create(aPipeline({ name: 'Orders' }), note())).rejects.toThrow(/name-taken/)
    expect(await count()).toBe(0)
    expect(await pipelines.update({ ...pipeline, version: 2 }, 1, note())).toBe(true)
    expect(await count()).toBe(1)
    const execution = anExecution(pipeline)
    await executions.enqueue(execution, note({ action: 'execute' }))
    await executions.enqueue(anExecution(pipeline), note({ action: 'execute' }))
    expect(await count()).toBe(2)
    await executions.requestCancel(execution.id, at(1), ada)
    await executions.requestCancel(execution.id, at(1), ada)
    await executions.requestForce(execution.id, at(1), ada)
    expect((await audit.list(query())).items[0]).toMatchObject({ action: 'cancel', entityId: execution.id })
    expect(await count()).toBe(3)
  })
})
