import type { Execution } from '@flx/shared/execution'
import { isFinished } from '@flx/shared/execution-status'

import { useElapsedSeconds } from '#web/lib/clock.tsx'
import { formatBytes, formatDuration, formatNumber, formatRate } from '#web/lib/format.ts'
import { StatTile } from '#web/ui/card.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { useRate } from './use-rate.ts'

/** The figures of an execution in one row. */
export function ExecutionFigures({ execution }: { execution: Execution }) {
  const running = execution.status === 'running'
  const rate = useRate(execution.recordsProcessed, running)
  const bytes = execution.streams.reduce((sum, stream) => sum + stream.bytes, 0)
  const byteRate = useRate(bytes, running)
  const batches = execution.streams.reduce((sum, stream) => sum + stream.batches, 0)
  const elapsed = useElapsedSeconds(running ? execution.startedAt : null)
  return (
    <dl className="grid grid-cols-2 gap-3 md:grid-cols-3 xl:grid-cols-5">
      <StatTile
        label="Records"
        value={<span data-testid="records">{formatNumber(execution.recordsProcessed)}</span>}
        note={running ? `${formatRate(rate)} now` : averageRate(execution)}
      />
      <StatTile
        label="Streams"
        value={formatNumber(execution.streams.length)}
        note={batches > 0 ? `${formatNumber(batches)} batches besides` : 'with records'}
      />
      <StatTile
        label="Data"
        value={formatBytes(bytes)}
        note={running ? `${formatBytes(byteRate)}/s` : 'on the wire'}
      />
      <StatTile
        label="State"
        value={execution.stateConfirmedAt === null ? '—' : <RelativeTime at={execution.stateConfirmedAt} />}
        note={
          execution.stateConfirmedAt !== null
            ? 'confirmed by the loader'
            : isFinished(execution.status)
              ? 'nothing was confirmed'
              : 'nothing confirmed yet'
        }
      />
      <StatTile
        label="Usually"
        value={execution.expectedSeconds === null ? '—' : formatDuration(execution.expectedSeconds)}
        note={expectation(execution, elapsed)}
      />
    </dl>
  )
}

function averageRate(execution: Execution): string {
  const seconds = execution.durationSeconds ?? 0
  if (execution.recordsProcessed === 0 || seconds === 0) return 'after mappers'
  return `${formatRate(execution.recordsProcessed / seconds)} on average`
}

function expectation(execution: Execution, elapsed: number): string {
  if (execution.status === 'pending') {
    return execution.waitingFor === null ? 'about to start' : 'has not started yet'
  }
  if (execution.expectedSeconds === null) return 'no success to compare with'
  if (execution.status !== 'running') return 'median of the last successes'
  const left = execution.expectedSeconds - elapsed
  return left > 0 ? `about ${formatDuration(left)} left` : `${formatDuration(-left)} longer than usual`
}
