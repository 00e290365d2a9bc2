import { useQuery } from '@tanstack/react-query'
import { ArrowRight } from 'lucide-react'
import { useEffect } from 'react'
import { Link } from 'react-router'

import { useLive } from '#web/api/live/live.tsx'
import { schedules } from '#web/api/schedules.ts'
import { useNow } from '#web/lib/time/clock.tsx'
import { paths } from '#web/paths.ts'
import { QueryError } from '#web/ui/table/query-error.tsx'
import { Badge } from '#web/ui/status/badge.tsx'
import { buttonClass } from '#web/ui/button.tsx'
import { Section } from '#web/ui/card.tsx'
import { Skeleton } from '#web/ui/states.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { useLateSchedules } from '#web/parts/schedules/late.ts'
import { upcomingTicksWords } from './words.ts'

const SHOWN = 6

/** The next ticks of all schedules. Past ticks leave the list, which is reloaded when it runs short. */
export function UpcomingTicks({ className }: { className: string }) {
  const query = useQuery(schedules.upcoming())
  const { data, error, isPending, refetch } = query
  const now = useNow(5)
  const ticks = (data?.items ?? []).filter(({ dueAt }) => Date.parse(dueAt) > now)
  const needsMore = data?.truncated === true && ticks.length < SHOWN
  useEffect(() => {
    if (needsMore) void refetch()
  }, [needsMore, refetch])
  return (
    <Section
      title={upcomingTicksWords.title}
      className={className}
      aside={
        <Link to={paths.schedules()} className={buttonClass({ size: 'small' })}>
          {upcomingTicksWords.schedules}
          <ArrowRight aria-hidden className="size-4" />
        </Link>
      }
    >
      <LateTicks />
      {data === undefined && error !== null ? (
        <QueryError query={query} />
      ) : isPending ? (
        <ul aria-hidden className="space-y-1">
          {Array.from({ length: SHOWN }, (_row, index) => (
            <li key={index} className="flex h-6 items-center">
              <Skeleton className="h-4 w-full" />
            </li>
          ))}
        </ul>
      ) : ticks.length === 0 ? (
        <p className="py-6 text-center text-sm text-text-faint">{upcomingTicksWords.none}</p>
      ) : (
        <ul className="space-y-1 text-sm">
          {ticks.slice(0, SHOWN).map(({ pipelineId, pipelineName, dueAt }) => (
            <li key={`${pipelineId} ${dueAt}`} className="flex items-baseline justify-between gap-3 py-0.5">
              <PipelineLink id={pipelineId} name={pipelineName} />
              <RelativeTime at={dueAt} className="tabular shrink-0 text-text-soft" />
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

/** Late ticks, shown first. */
function LateTicks() {
  useLive('schedules')
  const late = useLateSchedules()
  if (late === undefined || late.items.length === 0) return null
  return (
    <ul
      aria-label={upcomingTicksWords.lateSchedules}
      className="mb-2 space-y-1 border-b border-line pb-2 text-sm"
    >
      {late.items.map(({ pipelineId, pipelineName, nextDueAt }) => (
        <li key={pipelineId} className="flex items-center justify-between gap-3 py-0.5">
          <PipelineLink id={pipelineId} name={pipelineName} />
          <Badge tone="danger" title={upcomingTicksWords.lateHint}>
            {upcomingTicksWords.lateDue} <RelativeTime at={nextDueAt} />
          </Badge>
        </li>
      ))}
      {late.nextCursor !== null && (
        <li>
          <Link to={paths.schedules({ state: 'late' })} className="rounded-sm text-accent hover:underline">
            {upcomingTicksWords.allLateSchedules}
          </Link>
        </li>
      )}
    </ul>
  )
}

const PipelineLink = ({ id, name }: { id: string; name: string }) => (
  <Link to={paths.pipeline(id)} title={name} className="min-w-0 truncate rounded-sm hover:underline">
    {name}
  </Link>
)
