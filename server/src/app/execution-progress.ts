import type { StreamCount } from '@flx/shared/execution'

import type { Lease } from '../domain/ports.ts'
import type { ExecutionRecord } from '../domain/records.ts'
import type { EngineContext } from './engine-context.ts'

/** How often the counts are stored; pages get them by hints in between. */
const SAVE_MS = 2000

export interface ExecutionProgress extends Disposable {
  update(counts: StreamCount[], recordsProcessed: number): void
  latest(): { counts: StreamCount[]; recordsProcessed: number }
}

/** Counts of a running execution: hints at once, the row every two seconds. */
export function createExecutionProgress(
  context: Pick<EngineContext, 'executions' | 'hints' | 'log'>,
  execution: ExecutionRecord,
  lease: Lease,
  logLines: () => number,
): ExecutionProgress {
  let counts: StreamCount[] = []
  let recordsProcessed = 0
  let dirty = false
  const timer = setInterval(() => {
    if (!dirty) return
    dirty = false
    context.executions
      .saveProgress(lease, { recordsProcessed, streams: counts, logLines: logLines() })
      .catch((error: unknown) => {
        context.log.warn({ executionId: execution.id, error: String(error) }, 'Counts could not be stored')
      })
  }, SAVE_MS)
  return {
    update(streams, records) {
      counts = streams
      recordsProcessed = records
      dirty = true
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
