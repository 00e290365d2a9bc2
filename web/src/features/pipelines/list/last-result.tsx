import type { LastExecution } from '@flx/shared/pipeline'
import { clsx } from 'clsx'
import type { ReactNode } from 'react'

import { formatCount, formatDuration } from '#web/lib/format.ts'
import { Duration } from '#web/ui/time.tsx'

/** How the last execution went, in one line. */
export function LastResult({ execution }: { execution: LastExecution | null }) {
  const failed = execution?.status === 'failed'
  return (
    <p
      title={failed ? (execution.errorMessage ?? undefined) : undefined}
      className={clsx('tabular truncate text-sm', execution === null ? 'text-text-faint' : 'font-medium')}
    >
      {wordsOf(execution)}
    </p>
  )
}

function wordsOf(execution: LastExecution | null): ReactNode {
  if (execution === null) return 'Not executed yet'
  const after =
    execution.durationSeconds === null ? '' : ` after ${formatDuration(execution.durationSeconds)}`
  const records = formatCount(execution.recordsProcessed, 'record')
  switch (execution.status) {
    case 'pending':
      return 'Waiting to start'
    case 'running':
      return (
        <>
          {records} · <Duration execution={execution} />
        </>
      )
    case 'success':
      return `${execution.durationSeconds === null ? '' : `${formatDuration(execution.durationSeconds)} · `}${records}`
    case 'failed':
      return `Failed${after}${execution.errorMessage === null ? '' : `: ${execution.errorMessage}`}`
    case 'cancelled':
      return `Cancelled${after}`
  }
}
