import type { EngineContext } from '../engine/engine-context.ts'
import type { ExecutionRecord } from '../domain/core/records.ts'
import { StopReason } from '../domain/executions/stop-reason.ts'

/** Longer than a timer can count: as good as none. */
const LONGEST_SECONDS = 2_000_000

export interface TimeLimits extends Disposable {
  /** To call at every sign of life: the silence begins again. */
  sign(): void
}

/** Stops an execution at its pipeline's time limit, or when nothing was heard of it for too long. */
export async function timeLimits(
  context: Pick<EngineContext, 'pipelines'>,
  execution: ExecutionRecord,
  cancel: AbortController,
): Promise<TimeLimits> {
  const pipeline = await context.pipelines.find(execution.pipelineId)
  const start = (seconds: number | null | undefined, kind: 'timeout' | 'silence') =>
    seconds === null || seconds === undefined || seconds > LONGEST_SECONDS
      ? undefined
      : setTimeout(() => cancel.abort(new StopReason(kind)), seconds * 1000)
  const whole = start(pipeline?.timeoutSeconds, 'timeout')
  const silence = start(pipeline?.silenceTimeoutSeconds, 'silence')
  return {
    // A timer that has fired must not be wound up again.
    sign: () => void (cancel.signal.aborted || silence?.refresh()),
    [Symbol.dispose]() {
      clearTimeout(whole)
      clearTimeout(silence)
    },
  }
}
