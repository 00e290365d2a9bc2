import { totalsOf, type ExecutionCounts, type StreamCount } from '@flx/shared/executions/execution'
import { knownTotals, type KnownCounts } from '@flx/shared/executions/execution-totals'

import { messageOf } from '../../domain/core/errors.ts'
import type { Log } from '../../domain/core/log.ts'
import type { HintBus } from '../../domain/core/ports.ts'
import type { ExecutionRecord } from '../../domain/core/records.ts'
import type { ExecutionStore, Lease } from '../../domain/executions/execution-store.ts'

/** Interval at which counts are stored; in between, pages get them as hints. */
const SAVE_MS = 2000

export interface ExecutionProgress extends Disposable {
  /** Sets the counts of all streams; `counts` states how they are known. */
  update(streams: StreamCount[], counts?: KnownCounts): void
  latest(): ExecutionCounts
}

interface ProgressContext {
  executions: Pick<ExecutionStore, 'saveProgress'>
  hints: Pick<HintBus, 'publish'>
  log: Pick<Log, 'warn'>
}

/**
 * Tracks the counts of a running execution: hints at once, the row every two seconds. Calls `lost` if the lease is lost, and
 * `sign` when data arrives.
 */
export function createExecutionProgress(
  context: ProgressContext,
  execution: Pick<ExecutionRecord, 'id' | 'pipelineId'>,
  lease: Lease,
  logLines: () => number,
  { lost: onLost, sign }: { lost: () => void; sign: () => void },
): ExecutionProgress {
  let counts = countsOf([])
  let basis: KnownCounts = 'counted'
  let dirty = false
  const publish = (): void =>
    context.hints.publish({
      type: 'execution.progress',
      executionId: execution.id,
      pipelineId: execution.pipelineId,
      ...knownTotals(counts, basis),
      streams: counts.streams,
    })
  const save = async (): Promise<void> => {
    const counted = { ...counts, logLines: logLines() }
    try {
      if (!(await context.executions.saveProgress(lease, counted))) return onLost()
      // Again, because a page loaded since the first hint has the earlier counts.
      publish()
    } catch (error) {
      dirty = true
      context.log.warn({ executionId: execution.id, error: messageOf(error) }, 'Could not store counts')
    }
  }
  const timer = setInterval(() => {
    if (!dirty) return
    dirty = false
    void save()
  }, SAVE_MS)
  return {
    update(streams, newBasis = 'counted') {
      basis = newBasis
      const hasGrown = sumOf(streams) !== sumOf(counts.streams)
      const hasNews = hasGrown || streams.length !== counts.streams.length
      counts = countsOf(streams)
      dirty = true
      if (hasGrown) sign()
      if (hasNews) publish()
    },
    latest: () => counts,
    [Symbol.dispose]: () => clearInterval(timer),
  }
}

const countsOf = (streams: StreamCount[]): ExecutionCounts => ({ ...totalsOf(streams), streams })

/** Returns a number that grows with every record and batch. */
const sumOf = (counts: readonly StreamCount[]): number =>
  counts.reduce((sum, { records, batches }) => sum + records + batches, 0)
