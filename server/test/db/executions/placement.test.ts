import { sql } from 'kysely'
import { expect, it } from 'vitest'

import { damageChannel } from '../../../src/adapters/db/core/rows/json.ts'
import { describeDialects, type TestDatabase } from '../../support/database.ts'
import { anExecution, aPlugin, at, newId, storedPipeline } from '../../support/records.ts'
import { waitingOf } from '../../../src/domain/executions/queue/waiting.ts'
import type { NodeStart } from '../../../src/domain/nodes/node-store.ts'

const NOW = new Date(at(100))
const NOTE = {
  actor: { id: null, name: 'Ann' },
  action: 'pause' as const,
  entityType: 'node' as const,
  entityId: 'x',
  entityName: 'x',
}

const join = (
  { stores }: TestDatabase,
  name: string,
  labels: string[] = [],
  given: Partial<NodeStart> = {},
) =>
  stores.nodes.join({
    ...{ name, startId: newId(), version: '1', roles: ['worker'], labels, host: name, pid: 1 },
    ...{ concurrency: 1, isReserved: false, ...given },
  })

async function queued({ stores }: TestDatabase, requiredLabels: string[], minute = 0) {
  const pipeline = await storedPipeline(stores, { requiredLabels })
  const execution = anExecution(pipeline, { queuedAt: at(minute) })
  await stores.executions.enqueue(execution)
  return execution.id
}

const claim = async ({ stores }: TestDatabase, worker: string) =>
  (await stores.executions.claim(worker, newId(), () => NOW, 30))?.id

async function waitsFor({ stores }: TestDatabase, id: string) {
  const execution = await stores.executions.find(id)
  if (execution === undefined) throw new Error('It is gone.')
  const obstacles = await stores.executions.obstacles([execution.pipelineId], NOW, [id])
  return waitingOf(execution, obstacles, { now: NOW, concurrency: 9 })
}

const worker = (name: string, given: object = {}) => ({
  ...{ name, missingLabels: [], isReserved: false, isDraining: false, problem: null },
  ...given,
})

describeDialects('the worker of an execution', (open) => {
  it('has all labels that the pipeline requires; others skip it and take the next', async () => {
    await using test = await open()
    await join(test, 'plain')
    await join(test, 'eu', ['eu'])
    await join(test, 'both', ['inside-vpn', 'eu', 'gpu'])
    const inside = await queued(test, ['eu', 'inside-vpn'], 0)
    const eu = await queued(test, ['eu'], 1)
    const free = await queued(test, [], 2)
    expect(await claim(test, 'plain')).toBe(free)
    expect(await claim(test, 'plain')).toBeUndefined()
    expect(await claim(test, 'eu')).toBe(eu)
    expect(await claim(test, 'eu')).toBeUndefined()
    expect(await claim(test, 'both')).toBe(inside)
  })

  it('is a reserved one only for pipelines that require labels', async () => {
    await using test = await open()
    await join(test, 'vault', ['inside-vpn'], { isReserved: true })
    const free = await queued(test, [], 0)
    const inside = await queued(test, ['inside-vpn'], 1)
    expect(await claim(test, 'vault')).toBe(inside)
    expect(await claim(test, 'vault')).toBeUndefined()
    expect(await waitsFor(test, free)).toMatchObject({
      waitingFor: 'no-worker',
      waitingDetails: { labels: [], workers: [worker('vault', { isReserved: true })] },
    })
  })

  it("follows the pipeline's current requirements, and the worker's labels since its last start", async () => {
    await using test = await open()
    const { pipelines } = test.stores
    await join(test, 'plain')
    const id = await queued(test, ['eu'])
    expect(await claim(test, 'plain')).toBeUndefined()
    await join(test, 'plain', ['eu'])
    expect(await claim(test, 'plain')).toBe(id)
    const other = await queued(test, ['us'])
    const execution = await test.stores.executions.find(other)
    const pipeline = await pipelines.find(execution?.pipelineId ?? '')
    if (pipeline === undefined) throw new Error('It is gone.')
    expect(pipeline.requiredLabels).toEqual(['us'])
    await pipelines.update({ ...pipeline, requiredLabels: [], version: 2 }, 1, NOTE)
    expect(await claim(test, 'plain')).toBe(other)
  })

  it('is explained for a waiting one: the workers present, and what each lacks', async () => {
    await using test = await open()
    const id = await queued(test, ['eu', 'inside-vpn'])
    // No server has announced itself: the places of this one are all that is known.
    expect(await waitsFor(test, id)).toMatchObject({ waitingFor: null })
    await join(test, 'web', [], { roles: ['web'], concurrency: 0 })
    expect(await waitsFor(test, id)).toMatchObject({
      waitingFor: 'labels',
      waitingDetails: { labels: ['eu', 'inside-vpn'], workers: [] },
    })
    await join(test, 'eu', ['eu'])
    await join(test, 'plain')
    expect(await waitsFor(test, id)).toMatchObject({
      waitingFor: 'labels',
      waitingDetails: {
        workers: [
          worker('eu', { missingLabels: ['inside-vpn'] }),
          worker('plain', { missingLabels: ['eu', 'inside-vpn'] }),
        ],
        omittedWorkers: 0,
      },
    })
    await join(test, 'both', ['inside-vpn', 'eu'])
    expect(await waitsFor(test, id)).toMatchObject({ waitingFor: null, waitingDetails: null })
    expect(await test.stores.nodes.unplaced(9)).toEqual([])
    await test.stores.nodes.drain('both', 'Ann', NOTE)
    expect(await test.stores.nodes.unplaced(9)).toMatchObject([{ labels: ['eu', 'inside-vpn'] }])
    expect(await waitsFor(test, id)).toMatchObject({
      waitingFor: 'no-worker',
      waitingDetails: {
        workers: [worker('both', { isDraining: true }), { name: 'eu' }, { name: 'plain' }],
      },
    })
  })

  it('names five workers, and counts the others', async () => {
    await using test = await open()
    for (let number = 1; number <= 8; number += 1) await join(test, `worker-${number}`)
    const { waitingDetails } = await waitsFor(test, await queued(test, ['eu']))
    expect(waitingDetails?.workers.map(({ name }) => name)).toEqual([1, 2, 3, 4, 5].map((n) => `worker-${n}`))
    expect(waitingDetails?.omittedWorkers).toBe(3)
  })

  it('an execution waits for a place among workers that can execute it, over all servers', async () => {
    await using test = await open()
    await join(test, 'plain', [], { concurrency: 2 })
    await join(test, 'eu', ['eu'], { concurrency: 1 })
    const [first, second] = [await queued(test, ['eu'], 0), await queued(test, ['eu'], 1)]
    expect(await claim(test, 'eu')).toBe(first)
    expect(await waitsFor(test, second)).toMatchObject({ waitingFor: 'slot', waitingDetails: { limit: 1 } })
    const free = await queued(test, [], 2)
    expect(await waitsFor(test, free)).toMatchObject({ waitingFor: null })
    for (const minute of [3, 4]) await queued(test, [], minute)
    await claim(test, 'plain')
    await claim(test, 'plain')
    const last = await queued(test, [], 5)
    expect(await waitsFor(test, last)).toMatchObject({ waitingFor: 'slot', waitingDetails: { limit: 3 } })
  })

  it('is none while all workers together are at their limit; reported executions do not count', async () => {
    await using test = await open()
    const { nodes } = test.stores
    const note = () => NOTE
    await join(test, 'one', [], { concurrency: 9 })
    await join(test, 'two', [], { concurrency: 9 })
    const [first, second, third] = [
      await queued(test, [], 0),
      await queued(test, [], 1),
      await queued(test, [], 2),
    ]
    expect(await nodes.fleetLimit()).toBeNull()
    expect(await nodes.setFleetLimit(2, note)).toBe(true)
    expect(await nodes.setFleetLimit(2, note)).toBe(false)
    const claimed = await Promise.all(['one', 'two', 'one', 'two'].map((name) => claim(test, name)))
    expect(claimed.filter((id) => id !== undefined).toSorted()).toEqual([first, second].toSorted())
    expect(await waitsFor(test, third)).toMatchObject({
      waitingFor: 'fleet-limit',
      waitingDetails: { limit: 2 },
    })
    await nodes.setFleetLimit(null, note)
    expect(await claim(test, 'two')).toBe(third)
  })

  it('claims it even when the limit of all workers is damaged, which is reported', async () => {
    await using test = await open()
    const { nodes } = test.stores
    const note = () => NOTE
    await nodes.setFleetLimit(1, note)
    for (const [minute, value] of ['many', '', '0', '-1', '1.5', ' 1', '9'.repeat(30)].entries()) {
      await sql`update meta set value = ${value} where name = 'most-executions'`.execute(test.database.db)
      const named: unknown[] = []
      const hear = (damage: unknown) => void named.push(damage)
      damageChannel.subscribe(hear)
      await join(test, 'one', [], { concurrency: 99 })
      damageChannel.unsubscribe(hear)
      expect(named, `“${value}”`).toEqual([expect.objectContaining({ table: 'meta', id: 'most-executions' })])
      expect(await nodes.fleetLimit()).toBeNull()
      const id = await queued(test, [], minute)
      expect(await claim(test, 'one')).toBe(id)
    }
    expect(await nodes.setFleetLimit(null, note)).toBe(true)
    expect(await nodes.setFleetLimit(null, note)).toBe(false)
  })

  it('leaves an environment it could not build to a suitable worker, and to no other', async () => {
    await using test = await open()
    const { environmentReports: reports, plugins } = test.stores
    const plugin = aPlugin({ name: 'tap-csv', type: 'extractor', pipUrl: 'tap-csv', inheritFrom: null })
    await plugins.create(plugin)
    const failed = (node: string) =>
      reports.report({
        ...{ node, pluginId: plugin.id, fingerprint: 'f1', state: 'failed', error: 'no compiler' },
        ...{ sizeBytes: null, changedAt: at(90) },
      })
    const origin = {
      pipUrl: 'tap-csv',
      python: null,
      executable: 'tap-csv',
      platform: 'linux',
      fingerprint: 'f1',
    }
    const lock = { source: 's', python: '3.12', packages: [], changes: null, lockedAt: at(0), origin }
    await plugins.setInstall(plugin.id, { status: 'installed', error: null, installedAt: at(0), lock })
    for (const [name, labels] of [
      ['one', ['eu']],
      ['two', ['eu']],
      ['plain', []],
    ] as const) {
      await join(test, name, [...labels])
      await reports.sign({ node: name, files: name, platform: 'linux', python: '3.12', seenAt: at(99) })
    }
    const id = await queued(test, ['eu'])
    await failed('one')
    expect(await claim(test, 'one')).toBeUndefined()
    expect(await reports.canAnotherWorkerBuild('one', await partsOf(test, id, plugin.id), NOW)).toBe(true)
    // A worker that lacks the labels, or drains, will never take it.
    await test.stores.nodes.drain('two', 'Ann', NOTE)
    expect(await reports.canAnotherWorkerBuild('one', await partsOf(test, id, plugin.id), NOW)).toBe(false)
    expect(await claim(test, 'one')).toBe(id)
  })
})

async function partsOf({ stores }: TestDatabase, id: string, pluginId: string) {
  const execution = await stores.executions.find(id)
  return { pluginId, pipelineId: execution?.pipelineId ?? '' }
}
