import type { LiveEvent } from '@flx/shared/live/live'

import type { NewEvent } from '../../domain/core/ports.ts'
import { nowText, type AppContext } from '../core/context.ts'

/** Returns whether an event can make a cause recover. */
export const endsFailures = (event: NewEvent): boolean =>
  event.type === 'execution.changed'
    ? event.execution.status === 'success'
    : event.type === 'pipeline.changed' && event.change === 'archived'

/**
 * Marks the causes of a pipeline as recovered after a success. An archived pipeline can never succeed again,
 * so it is removed from them in the same way. Idempotent per event.
 */
export async function followFailures(
  context: Pick<AppContext, 'failures' | 'clock'>,
  event: LiveEvent,
): Promise<void> {
  if (event.type === 'execution.changed') {
    const { pipelineId, finishedAt, attempt } = event.execution
    const recovery = { pipelineId, at: finishedAt ?? nowText(context), attempt }
    await context.failures.recover(recovery, event.seq)
  } else if (event.type === 'pipeline.changed') {
    const recovery = { pipelineId: event.pipelineId, at: nowText(context), attempt: 1 }
    await context.failures.recover(recovery, event.seq)
  }
}
