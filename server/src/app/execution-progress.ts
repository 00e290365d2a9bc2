import type { StreamCount } from '@flx/shared/execution'

import { messageOf } from '../domain/errors.ts'
import type { Lease } from '../domain/execution-store.ts'
import type { ExecutionRecord } from '../domain/records.ts'
import type { EngineContext } from './engine-context.ts'

/** How often the counts are stored; pages get them by hints in between. */
const SAVE_MS = 2000

export interface ExecutionProgress extends Disposable {
  update(counts: StreamCount[], recordsProcessed: number): void
  latest(): { counts: StreamCount[]; recordsProcessed: number }
}

/** Counts of a running execution: hints at once, the row every two seconds. `lost` hears when the lease is lost, `sign` when data came. */
export function createExecutionProgress(
  context: Pick<EngineContext, 'executions' | 'hints' | 'log'>,
  execution: ExecutionRecord,
  lease: Lease,
  logLines: () => number,
  { lost: onLost, sign }: { lost: () => void; sign: () => void },
): ExecutionProgress {
  let counts: StreamCount[] = []
  let recordsProcessed = 0
  let dirty = false
  const save = async (): Promise<void> => {
    const counted = { recordsProcessed, streams: counts, logLines: logLines() }
    try {
      if (!(await context.executions.saveProgress(lease, counted))) onLost()
    } catch (error) {
      context.log.warn({ executionId: execution.id, error: messageOf(error) }, 'Counts could not be stored')
    }
  }
  const timer = setInterval(() => {
    if (!dirty) return
    dirty = false
    void save()
  }, SAVE_MS)
  return {
    update(streams, records) {
      const grown = amount(streams) !== amount(counts)
      const news = grown || streams.length !== counts.length
      counts = streams
      recordsProcessed = records
      dirty = true
      if (grown) sign()
      if (!news) return
      context.hints.publish({
        type: 'execution.progress',
        executionId: execution.id,
        pipelineId: execution.pipelineId,
        recordsProcessed,
        streams,
      })
    },
    latest: () => ({ counts, recordsProcessed }),
    [Symbol.dispose]: () => clearInterval(timer),
  }
}

/** Grows with every record and batch. */
const amount = (counts: readonly StreamCount[]): number =>
  counts.reduce((sum, { records, batches }) => sum + records + batches, 0)
