import type { UpcomingTicks } from '@flx/shared/schedule'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'

import { schedules } from '#web/api/schedules.ts'
import { useNow } from '#web/lib/clock.tsx'
import { formatCount, formatDateTime, formatNumber, formatTime } from '#web/lib/format.ts'
import { useTimeZone } from '#web/lib/time-zone.ts'
import { paths } from '#web/paths.ts'
import { Section } from '#web/ui/card.tsx'
import { Segmented } from '#web/ui/segmented.tsx'
import { ErrorState, Skeleton } from '#web/ui/states.tsx'
import { Table, Td, Th, Tr } from '#web/ui/table.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

const HOUR_MS = 3_600_000
const VIEWS = [
  { key: 'hours', label: 'Hours' },
  { key: 'ticks', label: 'Ticks' },
] as const

/** How crowded the hours of the coming day are, and what comes first. */
export function ComingDay() {
  const { data, error, isFetching, refetch } = useQuery(schedules.upcoming())
  const [view, setView] = useState<'hours' | 'ticks'>('hours')
  return (
    <Section
      title="The coming 24 hours"
      className="mb-4"
      aside={<Segmented label="View" options={VIEWS} chosen={view} onChoose={setView} />}
    >
      {data === undefined ? (
        error === null ? (
          <Skeleton className="h-32 w-full" />
        ) : (
          <ErrorState error={error} retrying={isFetching} onRetry={() => void refetch()} />
        )
      ) : view === 'hours' ? (
        <Hours hours={data.hours} />
      ) : (
        <Ticks upcoming={data} />
      )}
    </Section>
  )
}

function Hours({ hours }: { hours: UpcomingTicks['hours'] }) {
  const zone = useTimeZone()
  const now = useNow(60)
  const counts = new Map(hours.map(({ from, count }) => [Date.parse(from), count]))
  const first = Math.floor(now / HOUR_MS) * HOUR_MS
  const columns = Array.from({ length: 24 }, (_, index) => {
    const at = first + index * HOUR_MS
    return { at: new Date(at).toISOString(), count: counts.get(at) ?? 0 }
  })
  const most = Math.max(1, ...columns.map(({ count }) => count))
  return (
    <ol className="flex h-36 overflow-hidden items-end gap-0.5 sm:gap-1">
      {columns.map(({ at, count }, index) => (
        <li
          key={at}
          title={`${formatDateTime(at, zone)}: ${formatCount(count, 'tick')}`}
          className="flex h-full min-w-0 flex-1 flex-col justify-end text-center"
        >
          <span className="tabular text-2xs text-text-faint max-sm:sr-only">
            {count === 0 ? '' : formatNumber(count)}
          </span>
          <span
            aria-hidden
            className={count === 0 ? 'h-px bg-line' : 'rounded-t-xs bg-accent'}
            style={count === 0 ? undefined : { height: `${Math.max(4, (count / most) * 70)}%` }}
          />
          <span
            className={`tabular -mx-4 mt-1 text-2xs whitespace-nowrap text-text-faint ${index % 4 === 0 ? '' : 'max-lg:invisible'}`}
          >
            {formatTime(at, zone).slice(0, 5)}
          </span>
        </li>
      ))}
    </ol>
  )
}

function Ticks({ upcoming }: { upcoming: UpcomingTicks }) {
  const zone = useTimeZone()
  if (upcoming.items.length === 0) {
    return <p className="text-sm text-text-faint">Nothing is due in the coming day.</p>
  }
  return (
    <>
      <Table
        label="Coming ticks"
        className="max-h-80 overflow-y-auto"
        head={
          <>
            <Th>Due</Th>
            <Th>Pipeline</Th>
            <Th>In</Th>
          </>
        }
      >
        {upcoming.items.map(({ pipelineId, pipelineName, dueAt }) => (
          <Tr key={`${pipelineId} ${dueAt}`}>
            <Td className="tabular whitespace-nowrap">{formatDateTime(dueAt, zone)}</Td>
            <Td className="min-w-40">
              <Link to={paths.pipeline(pipelineId)} className="rounded-sm hover:underline">
                {pipelineName}
              </Link>
            </Td>
            <Td className="whitespace-nowrap text-text-soft">
              <RelativeTime at={dueAt} />
            </Td>
          </Tr>
        ))}
      </Table>
      {upcoming.truncated && <p className="mt-2 text-xs text-text-faint">Only the first ticks are listed.</p>}
    </>
  )
}
