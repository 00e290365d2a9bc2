import { totalsOf } from '@flx/shared/executions/execution'
import type { Step } from '@flx/shared/executions/step'
import type { Pipeline } from '@flx/shared/pipelines/pipeline'

import { createStores, type Stores } from '../adapters/db/create-stores.ts'
import type { Database } from '../adapters/db/core/open-database.ts'
import { createNewId } from '../adapters/system/system.ts'
import type { SecretBox } from '../domain/core/ports.ts'
import { SAMPLE_LABEL } from './insert-history.ts'
import { errorLinesOf, sampleLog } from './sample-logs.ts'

const MINUTE = 60_000
const EXTRACTOR = 'tap-shop'
const AFFECTED_COUNT = 5
const [OLD_VERSION, NEW_VERSION] = ['2.4.0', '2.5.1']

/**
 * Writes the last two hours of the demonstration: pipelines of one extractor succeed, the extractor is upgraded, and
 * they fail for the same reason, one after the other. Written through the stores, which derive causes and figures.
 */
export async function writeFailureStory(
  database: Database,
  secretBox: SecretBox,
  pipelines: readonly Pipeline[],
): Promise<void> {
  const now = Date.now()
  const clock = { at: now }
  const stores = createStores(database, { secretBox, clock: { now: () => new Date(clock.at) } })
  await using _reader = stores.reader
  const affected = pipelines.filter(({ extractor }) => extractor === EXTRACTOR).slice(0, AFFECTED_COUNT)
  const newId = createNewId({ now: () => new Date(clock.at) })
  const addExecution = async (pipeline: Pipeline, minutesAgo: number, error: string | null) => {
    clock.at = now - minutesAgo * MINUTE
    await perform(stores, pipeline, { id: newId(), at: clock.at, error })
  }
  for (const [index, pipeline] of affected.entries()) await addExecution(pipeline, 118 - index * 3, null)
  const [plugin] = await stores.plugins.findByName(EXTRACTOR, 'extractor')
  if (plugin !== undefined) {
    clock.at = now - 52 * MINUTE
    await stores.audit.record({
      actor: { id: null, name: 'Jonas Weber' },
      ...{ action: 'upgrade', entityType: 'plugin', entityId: plugin.id, entityName: plugin.name },
    })
  }
  for (const [index, pipeline] of affected.entries()) {
    await addExecution(pipeline, 46 - index * 6, `KeyError: 'shipping_address_${index + 1}'`)
  }
  // The first one is tried several times, the second one once.
  for (const [index, minutesAgo] of [18, 15, 11, 7, 3].entries()) {
    const affectedIndex = index === 2 ? 1 : 0
    const pipeline = affected[affectedIndex]
    if (pipeline !== undefined)
      await addExecution(pipeline, minutesAgo, `KeyError: 'shipping_address_${affectedIndex + 1}'`)
  }
}

async function perform(
  { executions, logs }: Stores,
  pipeline: Pipeline,
  { id, at, error }: { id: string; at: number; error: string | null },
): Promise<void> {
  const timestamp = (ms: number) => new Date(at + ms).toISOString()
  const token = `demonstration ${id}`
  await executions.enqueue({
    ...{ id, pipelineId: pipeline.id, pipelineName: pipeline.name, trigger: 'sample' },
    ...{
      triggeredBy: null,
      triggeredByName: SAMPLE_LABEL,
      fullRefresh: false,
      options: { fullRefresh: false },
    },
    ...{ attempt: 1, retryOf: null, firstExecutionId: null, queuedAt: timestamp(0), notBefore: null },
    priority: 'normal',
  })
  const claimed = await executions.claim('demonstration', token, () => new Date(at + 500), 3600)
  if (claimed?.id !== id) return
  const lease = { executionId: id, token }
  const failed = error !== null
  const records = failed ? 212 : 1840
  const durationMs = failed ? 20_900 : 63_900
  const errorMessage = failed ? `${pipeline.extractor} exited with code 1: ${error}` : null
  const lines = sampleLog(
    {
      ...{ pipeline, records, durationMs, errorMessage, fullRefresh: false, detailed: true },
      status: failed ? 'failed' : 'success',
    },
    at + 500,
    { seed: at, version: failed ? NEW_VERSION : OLD_VERSION },
  )
  await logs.append(lease, lines)
  const streams = [{ stream: 'orders', records, batches: 0, bytes: records * 140 }]
  const step = (kind: Step['kind'], plugin: string, version: string): Step => ({
    ...{ kind, plugin, version, command: [], signal: null, pid: null },
    status: !failed ? 'success' : kind === 'extract' ? 'failed' : 'cancelled',
    ...{ startedAt: timestamp(700), finishedAt: timestamp(failed ? 21_000 : 64_000) },
    exitCode: !failed ? 0 : kind === 'extract' ? 1 : null,
    outcome: failed && kind !== 'extract' ? 'cancelled' : 'exited',
  })
  await executions.finish(
    lease,
    {
      ...{ status: failed ? 'failed' : 'success', outcome: failed ? 'errored' : 'completed' },
      errorMessage,
      errorLines: failed ? errorLinesOf(lines) : [],
      ...totalsOf(streams),
      streams,
      steps: [
        step('extract', pipeline.extractor, failed ? NEW_VERSION : OLD_VERSION),
        step('load', pipeline.loader, '1.0.0'),
      ],
      logLines: lines.length,
    },
    timestamp(failed ? 21_400 : 64_400),
  )
}
