import { totalsOf } from '@flx/shared/executions/execution'
import { BUILT_IN_RUNNER, type Runner } from '@flx/shared/pipelines/runner'
import { sql } from 'kysely'
import { expect, it } from 'vitest'

import { createWriter } from '../../../src/adapters/db/core/writer.ts'
import { rebuildAggregates } from '../../../src/adapters/db/figures/rebuild-aggregates.ts'
import { describeDialects } from '../../support/database.ts'
import { aPipeline, aResult, aStep, at, startedExecution } from '../../support/records.ts'

const RUNNER: Runner = {
  kind: 'meltano',
  project: '/srv/acme "; -- 🦊',
  run: ['tap-a', 'target-b', '--state-id-suffix=x'],
  environment: 'prod',
  executable: null,
  env: { DB_PASSWORD: 'correct-horse', MODE: '' },
  secretEnv: ['MODE'],
}
const USERS = { stream: 'users', records: 5, batches: 0, bytes: 0 }
const meltano = aStep('command', 'running')

describeDialects('pipelines that Meltano executes', (open) => {
  it('come back as stored, sealed, and are found by their type', async () => {
    await using test = await open()
    const { pipelines } = test.stores
    const pipeline = aPipeline({ extractor: '', loader: '', runner: RUNNER })
    const own = aPipeline({ name: 'own' })
    await pipelines.create(pipeline)
    await pipelines.create(own)
    expect(await pipelines.find(pipeline.id)).toEqual(pipeline)
    expect((await pipelines.find(own.id))?.runner).toEqual(BUILT_IN_RUNNER)
    const { rows } = await sql<{
      runner: string | null
    }>`select runner from pipeline order by runner`.execute(test.database.db)
    expect(JSON.stringify(rows)).not.toMatch(/correct-horse|acme/)
    expect(rows.filter(({ runner }) => runner === null)).toHaveLength(1)
    const found = await pipelines.list({ type: 'meltano', sort: 'name', limit: 10 })
    expect(found.items.map(({ id }) => id)).toEqual([pipeline.id])
  })

  it('have no records or bytes when nothing is reported, and count as nothing in sums', async () => {
    await using test = await open()
    const { stores } = test
    const { executions } = stores
    const pipeline = aPipeline({ extractor: '', loader: '', runner: RUNNER })
    await stores.pipelines.create(pipeline)
    const perform = async (seconds: number, streams: (typeof USERS)[]) => {
      const lease = await startedExecution(stores, pipeline, { seconds })
      await executions.saveStart(lease, { stateBefore: null, resolvedConfig: {}, steps: [meltano] })
      expect(await executions.find(lease.executionId)).toMatchObject({ recordsProcessed: null })
      const counts = { ...totalsOf(streams), streams }
      await executions.saveProgress(lease, { ...counts, logLines: 1 })
      const midway = await executions.find(lease.executionId)
      await executions.finish(lease, aResult({ ...counts, steps: [meltano] }), at(seconds + 1))
      return { id: lease.executionId, midway: midway?.recordsProcessed }
    }
    const reported = await perform(0, [USERS])
    const silent = await perform(100, [])
    expect([reported.midway, silent.midway]).toEqual([5, null])
    expect(await executions.find(reported.id)).toMatchObject({ recordsProcessed: 5, bytesTransferred: null })
    // Missing counts are not a shortfall unless they are known to be zero.
    expect(await executions.find(silent.id)).toMatchObject({
      recordsProcessed: null,
      bytesTransferred: null,
      shortfall: null,
    })
    const recent = (await stores.pipelines.recentExecutions([pipeline.id], 5)).get(pipeline.id)
    expect(recent?.strip.map(({ recordsProcessed }) => recordsProcessed)).toEqual([5, null])
    expect(await stores.pipelines.statistics(pipeline.id)).toMatchObject({
      recordsProcessed: 5,
      uncounted: 1,
    })
    expect(await stores.statistics.allTime()).toMatchObject({ recordsProcessed: 5, uncounted: 1 })
    expect((await stores.alerts.endedBefore(silent.id, 5))[0]?.recordsProcessed).toBe(5)
    expect((await rebuildAggregates(createWriter(test.database))).changed).toBe(0)
  })

  it('have no sum when none of them reports anything', async () => {
    await using test = await open()
    const { stores } = test
    const pipeline = aPipeline({ extractor: '', loader: '', runner: RUNNER })
    await stores.pipelines.create(pipeline)
    const lease = await startedExecution(stores, pipeline)
    await stores.executions.saveStart(lease, { stateBefore: null, resolvedConfig: {}, steps: [meltano] })
    const result = aResult({ ...totalsOf([]), streams: [], steps: [meltano] })
    await stores.executions.finish(lease, result, at(1))
    expect(await stores.pipelines.statistics(pipeline.id)).toMatchObject({
      success: 1,
      recordsProcessed: null,
    })
  })
})
