import { expect, it } from 'vitest'

import { CAUSE_SORTS, causeListQuerySchema, type CauseListQuery } from '@flx/shared/failures/failure-cause'

import type { Stores } from '../../../src/adapters/db/create-stores.ts'
import { describeDialects, NOON } from '../../support/database.ts'
import { aStep, at, endedExecution, newId, storedPipeline } from '../../support/records.ts'

const query = (given: Partial<CauseListQuery> = {}): CauseListQuery => ({
  ...causeListQuerySchema.parse({}),
  ...given,
})
const failure = (errorMessage: string) => ({
  status: 'failed' as const,
  outcome: 'errored' as const,
  errorMessage,
  steps: [aStep('extract', 'failed'), aStep('load', 'cancelled')],
})
const KEY = (name: string) => failure(`extract-stub exited with code 1: KeyError: '${name}'`)
const actor = { id: newId(), name: 'Mara' }
const note = (id: string) => ({
  ...{ actor, action: 'assign' as const, entityType: 'failure' as const },
  ...{ entityId: id, entityName: 'x' },
})
const causes = async (stores: Stores, given: Partial<CauseListQuery> = {}) =>
  (await stores.failures.list(query(given))).items

describeDialects('causes of failures', (open) => {
  it('count executions that failed for the same reason, in the transaction of their end', async () => {
    await using database = await open()
    const { stores } = database
    const [one, other] = [
      await storedPipeline(stores, { name: 'One' }),
      await storedPipeline(stores, { name: 'Other' }),
    ]
    await endedExecution(stores, one, { seconds: 0, ...KEY('id') })
    await endedExecution(stores, one, { seconds: 10, ...KEY('name') })
    const newest = await endedExecution(stores, other, { seconds: 20, ...KEY('sku') })
    await endedExecution(stores, other, {
      seconds: 30,
      ...failure('extract-stub exited with code 1: 503 Service Unavailable'),
    })

    const { items, counts } = await stores.failures.list(query({ sort: '-failures' }))
    expect(counts).toEqual({ open: 2, acknowledged: 0, recovered: 0 })
    expect(items[0]).toMatchObject({
      ...{ plugin: 'extract-stub', step: 'extract', state: 'open', failures: 3, affected: 2, failing: 2 },
      ...{ title: 'A field that the program expects is missing', lastMessage: "KeyError: 'sku'" },
      ...{
        pipelineNames: ['Other', 'One'],
        newestExecutionId: newest,
        firstSeenAt: at(1),
        lastSeenAt: at(21),
      },
    })
    expect(items[0]?.days.at(-1)).toBe(3)
    expect(await stores.failures.failingExecutions(items[0]?.id ?? '', 10)).toHaveLength(2)
    expect(await stores.failures.failingPipelines(10)).toBe(2)
    expect(await stores.failures.failedSince(at(5))).toBe(3)
    const pipelines = await stores.failures.pipelines(items[0]?.id ?? '', { limit: 1 })
    expect(pipelines).toMatchObject({ items: [{ pipelineName: 'Other', failures: 1, attempt: 1 }], total: 2 })
    const rest = await stores.failures.pipelines(items[0]?.id ?? '', {
      limit: 1,
      cursor: pipelines.nextCursor ?? '',
    })
    expect(rest).toMatchObject({ items: [{ pipelineName: 'One', failures: 2 }], nextCursor: null })
    expect(rest.items[0]?.recentExecutions.map(({ status }) => status)).toEqual(['failed', 'failed'])
  })

  it('recover once every affected pipeline succeeded again, and reopen with the next failure', async () => {
    await using database = await open()
    const { stores } = database
    const [one, other] = [await storedPipeline(stores), await storedPipeline(stores)]
    await endedExecution(stores, one, { seconds: 0, ...KEY('id') })
    await endedExecution(stores, other, { seconds: 10, ...KEY('id') })
    await stores.failures.recover({ pipelineId: one.id, at: at(20), attempt: 1 }, 1)
    expect(await causes(stores)).toMatchObject([{ state: 'open', affected: 2, failing: 1 }])
    // A second success changes nothing.
    await stores.failures.recover({ pipelineId: one.id, at: at(20), attempt: 1 }, 1)
    expect(await causes(stores)).toMatchObject([{ state: 'open', affected: 2, failing: 1 }])
    // An event from before the failure does not count.
    await stores.failures.recover({ pipelineId: other.id, at: at(5), attempt: 1 }, 2)
    expect(await causes(stores)).toMatchObject([{ state: 'open', failing: 1 }])
    await stores.failures.recover({ pipelineId: other.id, at: at(30), attempt: 2 }, 3)
    expect(await causes(stores)).toMatchObject([
      { state: 'recovered', affected: 2, failing: 0, recoveredAt: at(30), recoveredAttempt: 2 },
    ])
    expect(await stores.failures.position()).toBe(3)

    await endedExecution(stores, one, { seconds: 40, ...KEY('id') })
    expect(await causes(stores)).toMatchObject([
      {
        state: 'open',
        failures: 3,
        affected: 1,
        failing: 1,
        openedAt: at(41),
        firstSeenAt: at(1),
        recoveredAt: null,
      },
    ])
    const [cause] = await causes(stores)
    expect((await stores.failures.pipelines(cause?.id ?? '', { limit: 10 })).items).toHaveLength(1)
  })

  it('are acknowledged and assigned as a whole; a new episode needs a new acknowledgement', async () => {
    await using database = await open()
    const { stores } = database
    const pipeline = await storedPipeline(stores)
    await endedExecution(stores, pipeline, { seconds: 0, ...KEY('id') })
    const id = (await causes(stores))[0]?.id ?? ''
    const subject = { id, executionId: null, causeId: id }
    const author = { ...actor, at: at(5) }
    const audit = { ...note(id), action: 'acknowledge' as const }
    expect(await stores.failureNotes.acknowledge(subject, author, { id: newId(), body: 'Mine' }, audit)).toBe(
      true,
    )
    expect(await stores.failures.assign(id, { id: actor.id, name: 'Mara' }, note(id))).toBe(true)
    expect(await stores.failures.assign(newId(), null, note(id))).toBe(false)
    expect(await causes(stores)).toMatchObject([
      { state: 'acknowledged', acknowledgement: { by: 'Mara' }, comments: 1, assignee: { name: 'Mara' } },
    ])
    // Another failure does not undo it.
    await endedExecution(stores, pipeline, { seconds: 10, ...KEY('id') })
    expect(await causes(stores)).toMatchObject([{ state: 'acknowledged', failures: 2 }])
    await stores.failureNotes.withdraw(subject, audit)
    expect(await causes(stores)).toMatchObject([{ state: 'open', acknowledgement: null }])
    await stores.failureNotes.acknowledge(subject, author, null, audit)
    await stores.failures.recover({ pipelineId: pipeline.id, at: at(20), attempt: 1 }, 9)
    await endedExecution(stores, pipeline, { seconds: 30, ...KEY('id') })
    expect(await causes(stores)).toMatchObject([
      { state: 'open', acknowledgement: null, comments: 1, assignee: { name: 'Mara' } },
    ])
  })

  it('are filtered, and paged in every order', async () => {
    await using database = await open()
    const { stores } = database
    const shop = await storedPipeline(stores, { name: 'Shop to lake', tags: ['critical'] })
    const crm = await storedPipeline(stores, { name: 'CRM to lake' })
    for (let index = 0; index < 12; index += 1) {
      const code = String.fromCharCode(97 + index).repeat(6)
      await endedExecution(stores, index % 2 === 0 ? shop : crm, {
        seconds: index * 10,
        ...failure(`extract-stub exited with code 1: Could not ${code}`),
      })
    }
    await stores.failures.recover({ pipelineId: crm.id, at: at(500), attempt: 1 }, 1)
    for (const sort of CAUSE_SORTS) {
      const seen: string[] = []
      const states: string[] = []
      const times: string[] = []
      let cursor: string | undefined
      do {
        const page = await stores.failures.list(query({ sort, limit: 5, cursor }))
        seen.push(...page.items.map(({ id }) => id))
        states.push(...page.items.map(({ state }) => state))
        times.push(...page.items.map(({ lastSeenAt }) => lastSeenAt))
        cursor = page.nextCursor ?? undefined
      } while (cursor !== undefined)
      expect(new Set(seen)).toHaveLength(12)
      // Each state ascending or descending; here every order matches that of time.
      for (const half of [times.slice(0, 6), times.slice(6)])
        expect(half).toEqual(sort.startsWith('-') ? half.toSorted().toReversed() : half.toSorted())
      expect(states).toEqual([...Array<string>(6).fill('open'), ...Array<string>(6).fill('recovered')])
    }
    expect(await causes(stores, { state: 'recovered' })).toHaveLength(6)
    expect(await causes(stores, { tag: 'critical' })).toHaveLength(6)
    expect(await causes(stores, { search: 'crm TO' })).toHaveLength(6)
    expect(await causes(stores, { search: 'could not BBBBBB' })).toHaveLength(1)
    expect(await causes(stores, { plugin: 'extract-stub', assignee: 'none', from: at(100) })).toHaveLength(2)
    expect(await stores.failures.plugins(10)).toEqual(['extract-stub'])
  })

  it('are found for the failures of an earlier version, including what recovered since', async () => {
    await using database = await open()
    const { stores } = database
    const pipeline = await storedPipeline(stores)
    const other = await storedPipeline(stores)
    await endedExecution(stores, pipeline, { seconds: 0, ...KEY('id') })
    await endedExecution(stores, pipeline, { seconds: 60 })
    await endedExecution(stores, pipeline, { seconds: 9000, ...KEY('id') })
    await endedExecution(stores, other, {
      seconds: 9100,
      ...failure('extract-stub exited with code 1: 404 Not Found'),
    })
    await endedExecution(stores, other, { seconds: 9200 })
    const { db } = database.database
    await db.deleteFrom('failure_cause').execute()
    await db.updateTable('execution').set({ cause_id: null }).execute()
    expect(await stores.failures.needsRebuild()).toBe(true)
    expect(await stores.failures.rebuild(at(-100))).toBe(3)
    expect(await stores.failures.needsRebuild()).toBe(false)
    // Later successes are followed, also by a server that starts later.
    expect(await stores.failures.position()).toBe(await stores.events.head())
    expect(at(9200) < NOON).toBe(true)
    expect(await causes(stores, { sort: '-lastSeenAt' })).toMatchObject([
      { state: 'open', failures: 2, affected: 1, openedAt: at(9001), firstSeenAt: at(1) },
      { state: 'recovered', failures: 1, recoveredAt: at(9201) },
    ])
  })
})
