import { useQuery } from '@tanstack/react-query'

import { pipelines } from '#web/api/pipelines/pipelines.ts'
import { formatCompact, formatDuration, formatNumber, formatPercent } from '#web/lib/format.ts'
import { QueryError } from '#web/ui/table/query-error.tsx'
import { Card, StatTile } from '#web/ui/card.tsx'

import { TILES, TileSkeletons } from './pipeline-skeleton.tsx'
import { statisticsTilesWords } from './words.ts'

/** The figures of a pipeline over all time. */
export function StatisticsTiles({ pipelineId }: { pipelineId: string }) {
  const query = useQuery(pipelines.statistics(pipelineId))
  const { data, error } = query
  if (data === undefined) {
    if (error === null) return <TileSkeletons />
    return (
      <Card>
        <QueryError query={query} title={statisticsTilesWords.loadError} />
      </Card>
    )
  }
  const finished = data.success + data.failed + data.cancelled
  return (
    <dl aria-label={statisticsTilesWords.statistics} className={TILES}>
      <StatTile
        label={statisticsTilesWords.executions}
        value={formatNumber(data.totalExecutions)}
        note={
          data.totalExecutions > finished
            ? statisticsTilesWords.unfinished(data.totalExecutions - finished)
            : statisticsTilesWords.inTotal
        }
      />
      <StatTile
        label={statisticsTilesWords.successRate}
        value={formatPercent(data.successRate)}
        note={
          finished === 0
            ? statisticsTilesWords.noneFinished
            : statisticsTilesWords.successOf(data.success, finished, data.cancelled)
        }
      />
      <StatTile
        label={statisticsTilesWords.failed}
        value={formatNumber(data.failed)}
        note={statisticsTilesWords.cancelled(data.cancelled)}
      />
      <StatTile
        label={statisticsTilesWords.averageDuration}
        value={formatDuration(data.averageDurationSeconds)}
        note={statisticsTilesWords.ofFinished}
      />
      <StatTile
        label={statisticsTilesWords.medianDuration}
        value={formatDuration(data.p50DurationSeconds)}
        note={`p95 ${formatDuration(data.p95DurationSeconds)}`}
      />
      <StatTile
        label={statisticsTilesWords.records}
        value={
          <span title={statisticsTilesWords.recordCount(data.recordsProcessed)}>
            {formatCompact(data.recordsProcessed)}
          </span>
        }
        note={
          data.uncounted > 0 && data.recordsProcessed !== null
            ? statisticsTilesWords.uncounted(data.uncounted)
            : data.recordsProcessed === null
              ? statisticsTilesWords.noneReported
              : statisticsTilesWords.loadedInTotal
        }
      />
    </dl>
  )
}
