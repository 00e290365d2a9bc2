import type { Execution } from '@flx/shared/executions/execution'

import { formatDateTime } from '#web/lib/format.ts'
import { useTimeZone } from '#web/lib/time/time-zone.ts'

import { drawingWords as words } from './words.ts'

/** States which execution the lines show. */
export function RunNote({ execution }: { execution: Execution | undefined }) {
  const zone = useTimeZone()
  const text =
    execution === undefined
      ? words.neverRun
      : execution.status === 'running'
        ? words.runningNow
        : `${words.lastRun} ${formatDateTime(execution.startedAt ?? execution.queuedAt, zone)}`
  return (
    <p className="tabular pointer-events-none absolute top-3 right-3 rounded-sm bg-canvas px-1 text-xs text-text-soft">
      {text}
    </p>
  )
}
