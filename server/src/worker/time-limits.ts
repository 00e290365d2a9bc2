import type { EngineContext } from '../engine/engine-context.ts'
import type { ExecutionRecord } from '../domain/core/records.ts'
import { StopReason } from '../domain/executions/stop-reason.ts'

/** Longer than a timer can count: treated as no limit. */
const MAX_SECONDS = 2_000_000

export interface TimeLimits extends Disposable {
  /** Call at every sign of life: restarts the silence timer. */
  sign(): void
}

/** Stops an execution at its pipeline's time limit, or after too long a silence. */
export async function timeLimits(
  context: Pick<EngineContext, 'pipelines'>,
  execution: ExecutionRecord,
  cancel: AbortController,
): Promise<TimeLimits> {
  const pipeline = await context.pipelines.find(execution.pipelineId)
  const start = (seconds: number | null | undefined, kind: 'timeout' | 'silence') =>
    seconds === null || seconds === undefined || seconds > MAX_SECONDS
      ? undefined
      : setTimeout(() => cancel.abort(new StopReason(kind)), seconds * 1000)
  const total = start(pipeline?.timeoutSeconds, 'timeout')
  const silence = start(pipeline?.silenceTimeoutSeconds, 'silence')
  return {
    // A timer that has fired must not be restarted.
    sign: () => void (cancel.signal.aborted || silence?.refresh()),
    [Symbol.dispose]() {
      clearTimeout(total)
      clearTimeout(silence)
    },
  }
}
