import type { UpcomingTicks } from '@flx/shared/pipelines/schedule'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'

import { schedules } from '#web/api/schedules.ts'
import { useNow } from '#web/lib/time/clock.tsx'
import { formatDateTime, formatNumber, formatTime } from '#web/lib/format.ts'
import { useTimeZone } from '#web/lib/time/time-zone.ts'
import { paths } from '#web/paths.ts'
import { QueryError } from '#web/ui/table/query-error.tsx'
import { Section } from '#web/ui/card.tsx'
import { Segmented } from '#web/ui/fields/segmented.tsx'
import { Skeleton } from '#web/ui/states.tsx'
import { Table, Td, Th, Tr } from '#web/ui/table/table.tsx'
import { RelativeTime } from '#web/ui/time.tsx'
import { comingDayWords } from './words.ts'

const HOUR_MS = 3_600_000
const VIEWS = [
  { key: 'hours', label: comingDayWords.hours },
  { key: 'ticks', label: comingDayWords.runs },
] as const

/** The ticks of the next 24 hours by hour, and the first of them. */
export function ComingDay() {
  const query = useQuery(schedules.upcoming())
  const { data, error } = query
  const [view, setView] = useState<'hours' | 'ticks'>('hours')
  return (
    <Section
      title={comingDayWords.title}
      className="mb-4"
      aside={<Segmented label={comingDayWords.view} options={VIEWS} chosen={view} onChoose={setView} />}
    >
      {data === undefined ? (
        error === null ? (
          <Skeleton className="h-32 w-full" />
        ) : (
          <QueryError query={query} />
        )
      ) : view === 'hours' ? (
        <Hours hours={data.hours} concurrency={data.concurrency} />
      ) : (
        <Ticks upcoming={data} />
      )}
    </Section>
  )
}

/**
 * A bar per hour. An hour with more starts in one minute than can execute at once is marked, and named below.
 */
function Hours({ hours, concurrency }: Pick<UpcomingTicks, 'hours' | 'concurrency'>) {
  const zone = useTimeZone()
  const now = useNow(60)
  const hoursByStart = new Map(hours.map((hour) => [Date.parse(hour.from), hour]))
  const crowdedHours = hours.filter(({ peak }) => peak > concurrency).toSorted((a, b) => b.peak - a.peak)
  const first = Math.floor(now / HOUR_MS) * HOUR_MS
  const columns = Array.from({ length: 24 }, (_, index) => {
    const at = first + index * HOUR_MS
    const { count = 0, peak = 0 } = hoursByStart.get(at) ?? {}
    return { at: new Date(at).toISOString(), count, peak }
  })
  const highest = Math.max(1, ...columns.map(({ count }) => count))
  return (
    <>
      <ol className="flex h-36 overflow-hidden items-end gap-0.5 sm:gap-1">
        {columns.map(({ at, count, peak }, index) => (
          <li
            key={at}
            title={comingDayWords.hour(formatDateTime(at, zone), count, peak)}
            className="flex h-full min-w-0 flex-1 flex-col justify-end text-center"
          >
            <span className="tabular text-2xs text-text-faint max-sm:sr-only">
              {count === 0 ? '' : formatNumber(count)}
            </span>
            <span
              aria-hidden
              className={
                count === 0
                  ? 'h-px bg-line'
                  : `rounded-t-xs ${peak > concurrency ? 'bg-caution' : 'bg-accent'}`
              }
              style={count === 0 ? undefined : { height: `${Math.max(4, (count / highest) * 70)}%` }}
            />
            <span
              className={`tabular mt-1 text-2xs ${index === 0 ? '-mr-8 text-left' : '-mx-4'} whitespace-nowrap text-text-faint ${index % 4 === 0 ? '' : 'max-lg:invisible'}`}
            >
              {formatTime(at, zone).slice(0, 5)}
            </span>
          </li>
        ))}
      </ol>
      {crowdedHours[0] !== undefined && (
        <p className="mt-3 flex items-baseline gap-x-2 text-sm text-text-soft">
          <span aria-hidden className="size-2.5 shrink-0 rounded-xs bg-caution" />
          <span>
            {comingDayWords.crowded({
              peak: crowdedHours[0].peak,
              time: formatTime(crowdedHours[0].peakAt, zone).slice(0, 5),
              more: crowdedHours.length - 1,
              concurrency,
            })}
          </span>
        </p>
      )}
    </>
  )
}

function Ticks({ upcoming }: { upcoming: UpcomingTicks }) {
  const zone = useTimeZone()
  if (upcoming.items.length === 0) {
    return <p className="text-sm text-text-faint">{comingDayWords.none}</p>
  }
  return (
    <>
      <Table
        label={comingDayWords.runsLabel}
        className="max-h-80 overflow-y-auto"
        head={
          <>
            <Th>{comingDayWords.due}</Th>
            <Th>{comingDayWords.pipeline}</Th>
            <Th>{comingDayWords.startsIn}</Th>
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
      {upcoming.truncated && <p className="mt-2 text-xs text-text-faint">{comingDayWords.truncated}</p>}
    </>
  )
}
