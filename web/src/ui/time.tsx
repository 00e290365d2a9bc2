import type { ExecutionStatus } from '@flx/shared/executions/execution-status'

import { useElapsedSeconds, useNowNear } from '#web/lib/time/clock.tsx'
import { formatDate, formatDateTime, formatDuration, formatRelative } from '#web/lib/format.ts'
import { useTimeZone } from '#web/lib/time/time-zone.ts'

import { timeWords } from './words.ts'

/** `18 min ago`, with the absolute time in the tooltip. Updates itself. `—` if there is no time. */
export function RelativeTime({ at, className }: { at: string | null; className?: string }) {
  const zone = useTimeZone()
  const now = useNowNear(at)
  if (at === null) return <span className={className}>—</span>
  return (
    <time dateTime={at} title={formatDateTime(at, zone)} className={className}>
      {formatRelative(at, now, zone)}
    </time>
  )
}

/** `23 Nov 2026`, with the time of day in the tooltip. */
export function DateOnly({ at }: { at: string }) {
  const zone = useTimeZone()
  return (
    <time dateTime={at} title={formatDateTime(at, zone)}>
      {formatDate(at, zone)}
    </time>
  )
}

/** The fields of an execution that `Duration` needs. */
export interface Timed {
  status: ExecutionStatus
  startedAt: string | null
  durationSeconds: number | null
}

/** The duration of an execution, counting up while it runs. "N/A" if it never started. */
export function Duration({ execution, className }: { execution: Timed; className?: string }) {
  const running = execution.status === 'running'
  const elapsed = useElapsedSeconds(running ? execution.startedAt : null)
  return (
    <span
      className={className}
      data-ticking={running || undefined}
      title={running ? timeWords.inProgress : undefined}
    >
      {running ? formatDuration(elapsed) : finishedDuration(execution)}
    </span>
  )
}

function finishedDuration({ status, durationSeconds }: Timed): string {
  if (durationSeconds !== null) return formatDuration(durationSeconds)
  return status === 'pending' ? '—' : timeWords.notApplicable
}
