import type { ExecutionSummary } from '@flx/shared/executions/execution'
import { isFinished } from '@flx/shared/executions/execution-status'

import { formatCount, formatDuration } from '#web/lib/format.ts'
import { STATUS_LOOKS } from '#web/ui/status/status-badge.tsx'

import { notificationWords as words } from '../words.ts'

/** The content of a notification. */
export interface EndNotification {
  title: string
  body: string
}

/** Executions that ended longer ago are not announced. */
const FRESH_MILLISECONDS = 5 * 60_000

type EndedExecution = Pick<
  ExecutionSummary,
  | 'status'
  | 'pipelineName'
  | 'triggeredBy'
  | 'finishedAt'
  | 'durationSeconds'
  | 'recordsProcessed'
  | 'errorMessage'
>

/** Returns the notification for an execution, or null unless it has just ended and this user started it. */
export function endNotification(
  execution: EndedExecution,
  user: string,
  now: number,
): EndNotification | null {
  const { status, pipelineName, triggeredBy, finishedAt, durationSeconds, errorMessage } = execution
  if (!isFinished(status) || triggeredBy !== user) return null
  if (finishedAt === null || now - Date.parse(finishedAt) > FRESH_MILLISECONDS) return null
  const records =
    execution.recordsProcessed === null ? null : formatCount(execution.recordsProcessed, 'record')
  const duration = durationSeconds === null ? null : formatDuration(durationSeconds)
  const figures =
    records === null || duration === null ? (duration ?? records ?? '') : words.figures(records, duration)
  return {
    title: `${pipelineName}: ${STATUS_LOOKS[status].word.toLowerCase()}`,
    body: status === 'failed' && errorMessage !== null ? errorMessage.slice(0, 200) : figures,
  }
}
