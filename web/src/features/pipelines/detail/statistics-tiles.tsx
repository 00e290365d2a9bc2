import { useQuery } from '@tanstack/react-query'

import { pipelines } from '#web/api/pipelines.ts'
import { formatCompact, formatCount, formatDuration, formatNumber, formatPercent } from '#web/lib/format.ts'
import { Card, StatTile } from '#web/ui/card.tsx'
import { ErrorState } from '#web/ui/states.tsx'

import { TILES, TileSkeletons } from './pipeline-skeleton.tsx'

const duration = (seconds: number | null): string => (seconds === null ? '—' : formatDuration(seconds))

/** The figures of a pipeline over all time. */
export function StatisticsTiles({ pipelineId }: { pipelineId: string }) {
  const { data, error, isFetching, refetch } = useQuery(pipelines.statistics(pipelineId))
  if (data === undefined) {
    if (error === null) return <TileSkeletons />
    return (
      <Card>
        <ErrorState
          title="The figures could not be loaded"
          error={error}
          retrying={isFetching}
          onRetry={() => void refetch()}
        />
      </Card>
    )
  }
  const finished = data.success + data.failed + data.cancelled
  return (
    <dl aria-label="Statistics" className={TILES}>
      <StatTile
        label="Executions"
        value={formatNumber(data.totalExecutions)}
        note={
          data.totalExecutions > finished
            ? `${formatNumber(data.totalExecutions - finished)} unfinished`
            : 'in total'
        }
      />
      <StatTile
        label="Success rate"
        value={formatPercent(data.successRate)}
        note={
          finished === 0 ? 'none finished yet' : `${formatNumber(data.success)} of ${formatNumber(finished)}`
        }
      />
      <StatTile
        label="Failed"
        value={formatNumber(data.failed)}
        note={`${formatNumber(data.cancelled)} cancelled`}
      />
      <StatTile
        label="Average duration"
        value={duration(data.averageDurationSeconds)}
        note="of finished ones"
      />
      <StatTile
        label="Median duration"
        value={duration(data.p50DurationSeconds)}
        note={`p95 ${duration(data.p95DurationSeconds)}`}
      />
      <StatTile
        label="Records"
        value={
          <span title={formatCount(data.recordsProcessed, 'record')}>
            {formatCompact(data.recordsProcessed)}
          </span>
        }
        note="loaded in total"
      />
    </dl>
  )
}
