import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'

import { pipelines } from '#web/api/pipelines/pipelines.ts'
import { executions } from '#web/api/executions/executions.ts'
import { csvOf, download } from '#web/lib/csv.ts'
import { formatDateTime, formatDuration, formatNumber } from '#web/lib/format.ts'
import { usePreference } from '#web/lib/preference.ts'
import { useTimeZone } from '#web/lib/time/time-zone.ts'
import { paths } from '#web/paths.ts'
import { ChartSection, type ChartView } from '#web/parts/charts/chart-section.tsx'
import { chartCardWords } from '#web/parts/charts/words.ts'
import { Checkbox } from '#web/ui/fields/checkbox.tsx'
import { sectionOnDemand } from '#web/ui/on-demand/section-on-demand.tsx'
import { Skeleton } from '#web/ui/states.tsx'
import { STATUS_LOOKS, StatusBadge } from '#web/ui/status/status-badge.tsx'
import { Table, Td, Th, Tr } from '#web/ui/table/table.tsx'
import { Duration } from '#web/ui/time.tsx'

import type { ChartPoint } from './execution-bars.tsx'
import { bandPoint, bandsOf, NO_BANDS, UsualCell } from './usual-band.tsx'
import { chartsWords, usualWords } from './words.ts'

// Loaded lazily, because the chart library is larger than the rest of the page.
const { Section: ExecutionBars } = sectionOnDemand(() => import('./execution-bars.tsx'), {
  placeholder: <Skeleton className="h-full w-full" />,
  bare: true,
})

const SHOWN = 50

/**
 * Duration and records of the last executions, as bars or as a table. Renders nothing before the first
 * execution.
 */
export function Charts({ pipelineId }: { pipelineId: string }) {
  const navigate = useNavigate()
  const zone = useTimeZone()
  const [view, setView] = useState<ChartView>('chart')
  const [band, setBand] = usePreference('usual-band', ['shown', 'hidden'])
  const usualQuery = useQuery({ ...pipelines.usual(pipelineId), enabled: band === 'shown' })
  const bands = band === 'shown' ? bandsOf(usualQuery.data) : NO_BANDS
  const figures = useQuery(pipelines.statistics(pipelineId))
  const percentiles = [
    { label: 'p50', at: figures.data?.p50DurationSeconds ?? null },
    { label: 'p95', at: figures.data?.p95DurationSeconds ?? null },
  ].flatMap(({ label, at }) => (at === null ? [] : { label, at }))
  const { data, isPending } = useInfiniteQuery(executions.list({ pipelineId, limit: SHOWN }))
  const newestFirst = data?.pages[0]?.items ?? []
  // The history below loads the same and reports a failure.
  if (!isPending && newestFirst.length === 0) return null
  const points = newestFirst.toReversed().map((execution): ChartPoint => ({
    id: execution.id,
    at: formatDateTime(execution.queuedAt, zone),
    status: STATUS_LOOKS[execution.status].word,
    fill: STATUS_LOOKS[execution.status].color,
    duration: execution.durationSeconds ?? 0,
    records: execution.recordsProcessed,
    ...bandPoint(bands.get(execution.id), execution),
  }))
  const downloadCsv = () =>
    download(
      'recent-executions.csv',
      csvOf([
        [
          chartsWords.queued,
          chartsWords.status,
          chartsWords.durationInSeconds,
          chartsWords.records,
          chartsWords.id,
        ],
        ...newestFirst.map((execution) => [
          execution.queuedAt,
          execution.status,
          execution.durationSeconds,
          execution.recordsProcessed,
          execution.id,
        ]),
      ]),
    )
  const open = (id: string) => void navigate(paths.execution(id))
  const renderChart = (value: 'duration' | 'records') => (
    <div className="min-w-0">
      <div className="mb-1 flex flex-wrap gap-x-4 text-xs text-text-faint">
        <h3>{value === 'duration' ? chartsWords.duration : chartsWords.records}</h3>
        {value === 'duration' &&
          percentiles.map(({ label, at }) => (
            <span key={label} className="tabular inline-flex items-center gap-1.5">
              <i
                aria-hidden
                className={clsx('w-4 border-t-2 border-accent', label !== 'p50' && 'border-dashed')}
              />
              {label} {formatDuration(at)}
            </span>
          ))}
        {bands.size > 0 && (
          <span className="inline-flex items-center gap-1.5">
            <i aria-hidden className="h-2.5 w-4 border-y border-dashed border-accent bg-accent/15" />
            {usualWords.legend}
          </span>
        )}
      </div>
      <p className="sr-only">{chartsWords.chartHint}</p>
      <div className="h-44">
        {isPending ? (
          <Skeleton className="h-full w-full" />
        ) : (
          <ExecutionBars
            points={points}
            value={value}
            lines={value === 'duration' ? percentiles : []}
            onOpen={open}
          />
        )}
      </div>
    </div>
  )
  return (
    <ChartSection
      title={newestFirst.length < 2 ? chartsWords.recentExecutions : chartsWords.last(newestFirst.length)}
      legend={
        <Checkbox
          label={usualWords.show}
          checked={band === 'shown'}
          onChange={({ target: { checked } }) => setBand(checked ? 'shown' : 'hidden')}
        />
      }
      view={view}
      viewLabel={chartsWords.viewLabel}
      onView={setView}
      save={{ label: chartsWords.download, onSave: isPending ? undefined : downloadCsv }}
    >
      {view === 'chart' ? (
        <div className="grid gap-6 lg:grid-cols-2">
          {renderChart('duration')}
          {renderChart('records')}
        </div>
      ) : (
        <Table
          label={chartCardWords.figures(chartsWords.recentExecutions)}
          className="-mx-4 max-h-80 overflow-y-auto"
          head={
            <>
              <Th className="pl-4!">{chartsWords.queued}</Th>
              <Th>{chartsWords.status}</Th>
              <Th numeric>{chartsWords.duration}</Th>
              {bands.size > 0 && <Th numeric>{usualWords.duration}</Th>}
              <Th numeric className="last:pr-4!">
                {chartsWords.records}
              </Th>
              {bands.size > 0 && (
                <Th numeric className="pr-4!">
                  {usualWords.records}
                </Th>
              )}
            </>
          }
        >
          {newestFirst.map((execution) => (
            <Tr key={execution.id}>
              <Td className="pl-4!">
                <Link to={paths.execution(execution.id)} className="rounded-sm hover:underline">
                  {formatDateTime(execution.queuedAt, zone)}
                </Link>
              </Td>
              <Td>
                <StatusBadge status={execution.status} cancelling={execution.cancelRequestedAt !== null} />
              </Td>
              <Td numeric>
                <Duration execution={execution} />
              </Td>
              {bands.size > 0 && (
                <Td numeric>
                  <UsualCell measure="duration" bands={bands.get(execution.id)} execution={execution} />
                </Td>
              )}
              <Td numeric className="last:pr-4!">
                {formatNumber(execution.recordsProcessed)}
              </Td>
              {bands.size > 0 && (
                <Td numeric className="pr-4!">
                  <UsualCell measure="records" bands={bands.get(execution.id)} execution={execution} />
                </Td>
              )}
            </Tr>
          ))}
        </Table>
      )}
    </ChartSection>
  )
}
