import type { LastExecution } from '@flx/shared/pipelines/pipeline'
import { clsx } from 'clsx'
import type { ReactNode } from 'react'

import { formatDuration } from '#web/lib/format.ts'
import { shortReason } from '#web/lib/reason.ts'
import { WaitingNote } from '#web/parts/holds/waiting-note.tsx'
import { Duration } from '#web/ui/time.tsx'
import { lastResultWords } from './words.ts'

/** The result of the last execution, in one line. */
export function LastResult({ execution }: { execution: LastExecution | null }) {
  const isFailed = execution?.status === 'failed'
  return (
    <p
      title={isFailed ? (execution.errorMessage ?? undefined) : undefined}
      className={clsx('tabular truncate text-sm', execution === null ? 'text-text-faint' : 'font-medium')}
    >
      {resultText(execution)}
    </p>
  )
}

function resultText(execution: LastExecution | null): ReactNode {
  if (execution === null) return lastResultWords.never
  const duration = execution.durationSeconds === null ? '' : formatDuration(execution.durationSeconds)
  const afterText = duration === '' ? '' : lastResultWords.after(duration)
  const records = lastResultWords.records(execution.recordsProcessed)
  switch (execution.status) {
    case 'pending':
      return <WaitingNote execution={execution} className="" fallback={lastResultWords.waitingToStart} />
    case 'running':
      return (
        <>
          {records} · <Duration execution={execution} />
        </>
      )
    case 'success':
      return lastResultWords.figures(duration, records)
    case 'failed':
      return execution.errorMessage === null
        ? lastResultWords.failed(afterText)
        : lastResultWords.figures(duration, shortReason(execution.errorMessage))
    case 'cancelled':
      return lastResultWords.cancelled(afterText)
  }
}
