import { NO_OPEN_LINEAGE, openLineageEventQuerySchema } from '@flx/shared/lineage/open-lineage'
import { expect, it } from 'vitest'

import { seenByAllFollowers } from '../../../src/adapters/db/core/event-followers.ts'
import type { Stores } from '../../../src/adapters/db/create-stores.ts'
import type { AuditNote } from '../../../src/domain/access/audit-log.ts'
import type { OutboxEvent } from '../../../src/domain/lineage/open-lineage/outbox.ts'
import { describeDialects } from '../../support/database.ts'
import { aResult, anExecution, at, newId, startedExecution, storedPipeline } from '../../support/records.ts'

const ON = {
  ...NO_OPEN_LINEAGE,
  isActive: true,
  url: 'https://lineage.example.com',
  apiKey: 'key-of-the-receiver',
}
const NOTE: AuditNote = {
  actor: { id: newId(), name: 'Ada' },
  action: 'update',
  ...{ entityType: 'setting', entityId: 'openlineage', entityName: 'OpenLineage' },
}
const [RUN, OTHER] = [newId(), newId()]

const told = (executionId: string, place: number): OutboxEvent => ({
  ...{ type: place === 0 ? 'START' : 'COMPLETE', place, executionId },
  ...{ pipelineId: newId(), pipelineName: 'Orders\0', payload: `{"place":${place}}` },
})
const failing = (attempts: number) => ({
  ...({ kind: 'again', error: 'no', nextAttemptAt: at(1000 + attempts), pausedUntil: at(500) } as const),
})
const all = (stores: Stores) => stores.openLineage.list(openLineageEventQuerySchema.parse({}))

describeDialects('the outbox of OpenLineage events', (open) => {
  it('starts at the present when it is turned on, and holds the log only while it is on', async () => {
    await using test = await open()
    const { stores, database } = test
    await storedPipeline(stores)
    expect(await stores.openLineage.position()).toBeNull()
    expect(await stores.openLineage.connection()).toMatchObject({ settings: NO_OPEN_LINEAGE, failures: 0 })
    await stores.openLineage.saveConnection(ON, at(0), NOTE)
    const head = await stores.events.head()
    for (const other of [stores.alerts, stores.failures]) await other.moveTo(head + 1)
    expect(await stores.openLineage.position()).toBe(head - 1)
    expect(await seenByAllFollowers(database.db)).toBe(head - 1)
    expect((await stores.openLineage.connection()).settings).toEqual(ON)
    const { rows } = { rows: await database.db.selectFrom('open_lineage').select('settings').execute() }
    expect(JSON.stringify(rows)).not.toContain('key-of')
    await stores.openLineage.saveConnection({ ...ON, isActive: false }, at(1))
    expect(await stores.openLineage.position()).toBeNull()
    await stores.openLineage.enqueue([told(RUN, 0)], 99, at(2))
    expect((await all(stores)).items).toEqual([])
  })

  it('returns the events of an execution one by one, and continues past a dead letter', async () => {
    await using test = await open()
    const { openLineage } = test.stores
    await openLineage.saveConnection(ON, at(0))
    const position = (await openLineage.position()) ?? 0
    await openLineage.enqueue([told(RUN, 0), told(RUN, 3)], position + 1, at(1))
    // A second node that follows from the same position stores nothing.
    await openLineage.enqueue([told(RUN, 0)], position + 1, at(1))
    await openLineage.enqueue([told(OTHER, 0)], position + 2, at(1))
    expect([await openLineage.lastPlaceOf(RUN), await openLineage.lastPlaceOf(OTHER)]).toEqual([3, 0])
    const due = await openLineage.due(at(2), 9)
    expect(due.map(({ executionId }) => executionId)).toEqual([RUN, OTHER])
    const [start] = due
    if (start === undefined) throw new Error('Nothing is due.')
    await openLineage.settle({ id: start.id, attempts: 1 }, failing(1), at(3))
    expect(await openLineage.connection()).toMatchObject({
      ...{ failures: 1, failingSince: at(3), lastError: 'no', pausedUntil: at(500) },
    })
    expect((await openLineage.due(at(4), 9)).map(({ executionId }) => executionId)).toEqual([OTHER])
    await openLineage.settle({ id: start.id, attempts: 2 }, { kind: 'dead', error: 'never' }, at(5))
    expect(await openLineage.counts()).toEqual({ waiting: 2, failed: 1 })
    expect((await openLineage.due(at(6), 9)).map(({ payload }) => payload).toSorted()).toEqual([
      ...['{"place":0}', '{"place":3}'],
    ])
    const [dead] = (await openLineage.list(openLineageEventQuerySchema.parse({ status: 'failed' }))).items
    expect(dead).toMatchObject({ type: 'START', attempts: 2, error: 'never', nextAttemptAt: null })
    expect(await openLineage.sendAgain(null, at(7), NOTE)).toBe(1)
    expect(await openLineage.counts()).toEqual({ waiting: 3, failed: 0 })
    expect(await openLineage.discard(dead?.id ?? '', NOTE)).toBe(0)
    await openLineage.settle({ id: start.id, attempts: 1 }, { kind: 'dead', error: 'never' }, at(8))
    expect(await openLineage.discard(dead?.id ?? '', NOTE)).toBe(1)
  })

  it('sends all waiting events at once when the receiver answers again after an outage', async () => {
    await using test = await open()
    const { openLineage } = test.stores
    await openLineage.saveConnection(ON, at(0))
    const position = (await openLineage.position()) ?? 0
    const runs = [newId(), newId(), newId(), newId()]
    await openLineage.enqueue(
      runs.map((run) => told(run, 0)),
      position + 1,
      at(1),
    )
    const due = await openLineage.due(at(2), 9)
    for (const { id } of due.slice(0, 3)) await openLineage.settle({ id, attempts: 9 }, failing(9), at(3))
    expect(await openLineage.nextDue()).toBe(at(1))
    await openLineage.settle({ id: due[3]?.id ?? '', attempts: 1 }, { kind: 'sent' }, at(4))
    expect(await openLineage.connection()).toMatchObject({
      failures: 0,
      failingSince: null,
      lastSentAt: at(4),
    })
    expect(await openLineage.due(at(4), 9)).toHaveLength(3)
  })

  it('names the trigger of an execution and its parent, through retries and chains', async () => {
    await using test = await open()
    const { stores } = test
    const first = await storedPipeline(stores, { name: 'First' })
    const second = await storedPipeline(stores, { name: 'Second', after: first.id, isActive: true })
    const third = await storedPipeline(stores, { name: 'Third', after: second.id, isActive: true })
    const ended = async (pipeline: typeof first, id: string, seconds: number): Promise<void> => {
      const lease = await startedExecution(stores, pipeline, { id, queuedAt: at(0) })
      await stores.executions.finish(lease, aResult(), at(seconds))
    }
    const run = newId()
    await ended(first, run, 10)
    const [follower] = await stores.executions.unfinishedOf(second.id)
    if (follower === undefined) throw new Error('Nothing followed.')
    const lease = { executionId: follower.id, token: 'token' }
    await stores.executions.claim('worker', lease.token, () => new Date(at(11)), 30)
    await stores.executions.finish(lease, aResult(), at(20))
    const [last] = await stores.executions.unfinishedOf(third.id)
    if (last === undefined) throw new Error('Nothing followed.')
    expect(await stores.openLineage.originOf(last, null)).toEqual({
      nominalTime: null,
      parent: {
        run: { runId: follower.id, jobName: 'Second' },
        root: { runId: run, jobName: 'First' },
      },
      template: null,
    })
    const retry = { ...anExecution(third), trigger: 'retry' as const, firstExecutionId: last.id }
    expect((await stores.openLineage.originOf(retry, null)).parent?.run.runId).toBe(follower.id)
    expect(await stores.openLineage.originOf({ ...last, trigger: 'manual' }, null)).toEqual({
      ...{ nominalTime: null, parent: null, template: null },
    })

    // Two pipelines of one Meltano job are one run of it; the template of the first is only its mark.
    const { db } = test.database
    const [project, template] = [newId(), newId()]
    await db
      .insertInto('project')
      .values({
        ...{ id: project, name: 'shop', source: 'upload', environment: null, imported_at: at(0) },
        ...{ imported_by: 'Ada', problem: null, through_meltano: null, states_problem: null, salt: '' },
      })
      .execute()
    const made = { file: 'meltano.yml', line: 1, claims: '{}', entity_type: 'pipeline', project_id: project }
    for (const [element, { id }] of [
      ['pipelines/nightly/tap-a to target-b', second],
      ['pipelines/nightly/tap-b to target-c', third],
    ] as const)
      await db
        .insertInto('project_origin')
        .values({ ...made, element, entity_id: id })
        .execute()
    await db
      .insertInto('template')
      .values({
        ...{ id: template, name: 'Per customer', name_key: 'per customer', description: '', version: 1 },
        ...{ bundled: 0, created_at: at(0) },
      })
      .execute()
    await db
      .updateTable('pipeline')
      .set({ template_id: template })
      .where('id', 'in', [first.id, third.id])
      .execute()
    const [ofSecond, ofThird] = [
      await stores.openLineage.originOf(follower, null),
      await stores.openLineage.originOf(last, null),
    ]
    expect(ofThird).toMatchObject({
      parent: { run: { jobName: 'meltano/shop/nightly' }, root: { runId: run, jobName: 'First' } },
      template: 'Per customer',
    })
    expect(ofSecond.parent?.run).toEqual(ofThird.parent?.run)
    expect((await stores.openLineage.originOf(retry, null)).parent).toEqual(ofThird.parent)
    // An execution that follows nothing is a run of its template, or of the Meltano job.
    const alone = { ...anExecution(first), id: run, trigger: 'manual' as const }
    const ofTemplate = await stores.openLineage.originOf(alone, null)
    expect(ofTemplate.parent?.run.jobName).toBe('template/Per customer')
    expect(ofTemplate.parent?.root).toEqual(ofTemplate.parent?.run)
    expect((await stores.openLineage.originOf(alone, 'meltano/etl/nightly')).parent?.run.jobName).toBe(
      'meltano/etl/nightly',
    )
  })
})
