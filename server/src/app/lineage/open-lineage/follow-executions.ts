import type { ExecutionChange, LiveEvent } from '@flx/shared/live/live'

import type { NewEvent } from '../../../domain/core/ports.ts'
import type { OutboxEvent } from '../../../domain/lineage/open-lineage/outbox.ts'
import { performedJob } from '../../../domain/lineage/open-lineage/parent-jobs.ts'
import { runEvent } from '../../../domain/lineage/open-lineage/run-event.ts'
import { momentsOf } from '../../../domain/lineage/open-lineage/due-events.ts'
import { nowText, type AppContext } from '../../core/context.ts'

export type FollowContext = Pick<
  AppContext,
  'lineage' | 'pipelines' | 'executions' | 'events' | 'clock' | 'log' | 'openLineage'
> & { version: string }

const PAGE = 200
/** While this many events wait, further events stay in the event log. */
const MAX_WAITING = 1000
const MAX_FLOWS = 2000
const MAX_LINES = 20

/** Returns whether an event can lead to run events. */
export const leadsToRunEvents = (event: NewEvent): boolean =>
  event.type === 'execution.changed' && event.execution.status !== 'pending'

/**
 * Follows the event log and stores the events to send, with the position. Returns true at the end of the log,
 * false while too many events wait.
 */
export async function followExecutions(context: FollowContext, isStopped: () => boolean): Promise<boolean> {
  const { openLineage, events } = context
  let position = await openLineage.position()
  while (position !== null && !isStopped()) {
    if ((await openLineage.countWaiting(MAX_WAITING)) >= MAX_WAITING) return false
    const page = await events.after(position, PAGE)
    await recordGap(context, position, page)
    for (const event of page) {
      if (isStopped()) return true
      const execution = leadsToRunEvents(event) && event.type === 'execution.changed' ? event.execution : null
      // Most events are irrelevant: their position is stored with the next relevant one and at the end of the
      // page.
      if (execution !== null) await enqueueMoments(context, execution, event.seq)
      position = event.seq
    }
    if (page.length > 0) await openLineage.enqueue([], position, nowText(context))
    if (page.length < PAGE) return true
    // The connection might have been turned off and on again.
    position = await openLineage.position()
  }
  return true
}

/** Detects events that were pruned from the log before they were read. */
async function recordGap(
  { openLineage, events, clock, log }: FollowContext,
  position: number,
  page: readonly LiveEvent[],
): Promise<void> {
  const [first] = page
  const oldest = first === undefined || position === 0 ? undefined : (await events.after(0, 1))[0]
  if (first === undefined || oldest === undefined || oldest.seq <= position + 1) return
  // Sequence numbers can have gaps: only a log that starts after the position means a loss.
  if (oldest.seq !== first.seq) return
  log.warn({}, 'Changes of executions were removed before they became OpenLineage events')
  await openLineage.noteMissed(first.seq - 1, clock.now().toISOString())
}

async function enqueueMoments(
  context: FollowContext,
  execution: ExecutionChange,
  seq: number,
): Promise<void> {
  const { openLineage } = context
  const moments = momentsOf(execution, await openLineage.lastPlaceOf(execution.id))
  if (moments.length === 0) return
  const { settings } = await openLineage.connection()
  const facts = await factsOf(context, execution, settings.namespace)
  const events = moments.map((moment): OutboxEvent => ({
    type: moment.type,
    place: moment.place,
    executionId: execution.id,
    pipelineId: execution.pipelineId,
    pipelineName: execution.pipelineName,
    payload: JSON.stringify(runEvent(moment, facts)),
  }))
  await openLineage.enqueue(events, seq, nowText(context))
}

async function factsOf(context: FollowContext, execution: ExecutionChange, namespace: string) {
  const { lineage, pipelines, executions, openLineage, version } = context
  const flows = await lineage.flowsOf(execution.pipelineId, {
    moment: execution.finishedAt,
    limit: MAX_FLOWS,
  })
  const pipeline = await pipelines.find(execution.pipelineId)
  const failedExecution = execution.status === 'failed' ? await executions.find(execution.id) : undefined
  return {
    ...{ namespace, version, execution, flows },
    pipeline,
    datasets: await lineage.describe([...new Set(flows.flatMap(({ from, to }) => [from, to]))]),
    ...(await openLineage.originOf(execution, pipeline === undefined ? null : performedJob(pipeline.runner))),
    errorLines: (failedExecution?.errorLines ?? []).slice(-MAX_LINES).map(({ text }) => text),
  }
}
