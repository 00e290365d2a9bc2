import { totalsOf, type ExecutionCounts, type StreamCount } from '@flx/shared/executions/execution'
import { knownTotals, type KnownCounts } from '@flx/shared/executions/execution-totals'

import { messageOf } from '../../domain/core/errors.ts'
import type { Lease } from '../../domain/executions/execution-store.ts'
import type { ExecutionRecord } from '../../domain/core/records.ts'
import type { EngineContext } from '../engine-context.ts'

/** The interval at which counts are stored; pages get them by hints in between. */
const SAVE_MS = 2000

export interface ExecutionProgress extends Disposable {
  /** `counts`: how they are known. */
  update(streams: StreamCount[], counts?: KnownCounts): void
  latest(): ExecutionCounts
}

/** Counts of a running execution: hints at once, the row every two seconds. `lost` hears when the lease is lost, `sign` when data came. */
export function createExecutionProgress(
  context: Pick<EngineContext, 'executions' | 'hints' | 'log'>,
  execution: ExecutionRecord,
  lease: Lease,
  logLines: () => number,
  { lost: onLost, sign }: { lost: () => void; sign: () => void },
): ExecutionProgress {
  let counts = countsOf([])
  let known: KnownCounts = 'counted'
  let dirty = false
  const save = async (): Promise<void> => {
    const counted = { ...counts, logLines: logLines() }
    try {
      if (!(await context.executions.saveProgress(lease, counted))) onLost()
    } catch (error) {
      context.log.warn({ executionId: execution.id, error: messageOf(error) }, 'Could not store counts')
    }
  }
  const timer = setInterval(() => {
    if (!dirty) return
    dirty = false
    void save()
  }, SAVE_MS)
  return {
    update(streams, how = 'counted') {
      known = how
      const grown = amount(streams) !== amount(counts.streams)
      const news = grown || streams.length !== counts.streams.length
      counts = countsOf(streams)
      dirty = true
      if (grown) sign()
      if (!news) return
      context.hints.publish({
        type: 'execution.progress',
        executionId: execution.id,
        pipelineId: execution.pipelineId,
        ...knownTotals(counts, known),
        streams,
      })
    },
    latest: () => counts,
    [Symbol.dispose]: () => clearInterval(timer),
  }
}

const countsOf = (streams: StreamCount[]): ExecutionCounts => ({ ...totalsOf(streams), streams })

/** Grows with every record and batch. */
const amount = (counts: readonly StreamCount[]): number =>
  counts.reduce((sum, { records, batches }) => sum + records + batches, 0)
