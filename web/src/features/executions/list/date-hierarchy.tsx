import type { CalendarPart, ExecutionCalendar } from '@flx/shared/executions/execution-calendar'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { ChevronRight } from 'lucide-react'

import { executions, type ExecutionFilters } from '#web/api/executions/executions.ts'
import { formatCompact } from '#web/lib/format.ts'
import { useTimeZone } from '#web/lib/time/time-zone.ts'
import { dateHierarchyWords } from './words.ts'

import { calendarQuery } from './calendar-query.ts'

/** Year → month → day with the number of executions of each. Choosing one filters the list and expands it. */
export function DateHierarchy({
  filters,
  period,
  span,
  onChoose,
}: {
  filters: ExecutionFilters
  period: string | undefined
  /** Another time span that filters the list, in words. The counts of years would not match the list then. */
  span: string | undefined
  onChoose: (period: string | undefined) => void
}) {
  const timezone = useTimeZone()
  const query = useQuery({
    ...executions.calendar(calendarQuery(filters, period, timezone)),
    placeholderData: keepPreviousData,
    enabled: span === undefined,
  })
  if (span !== undefined) {
    return (
      <nav aria-label={dateHierarchyWords.executionsByDate} className={BAR}>
        <Crumb label={dateHierarchyWords.allDates} current={false} onChoose={() => onChoose(undefined)} />
        <ChevronRight aria-hidden className="size-3.5 shrink-0 text-text-faint" />
        <span aria-current className={clsx(CRUMB, 'font-medium text-text')}>
          {span}
        </span>
      </nav>
    )
  }
  const calendar = query.data
  // A failed calendar leaves no gap, but the way back from a period.
  const isFailed = calendar === undefined && query.isError
  if (isFailed && period === undefined) return null
  if (calendar === undefined && !isFailed) return <div aria-hidden className="mb-3 h-8 max-sm:h-11" />
  const crumbs = crumbsOf(period)
  const parts = calendar === undefined ? [] : partsOf(calendar, period)
  return (
    <nav aria-label={dateHierarchyWords.executionsByDate} className={BAR}>
      <Crumb
        label={dateHierarchyWords.allDates}
        current={period === undefined}
        onChoose={() => onChoose(undefined)}
      />
      {crumbs.map((crumb) => (
        <span key={crumb} className="flex shrink-0 items-center gap-1">
          <ChevronRight aria-hidden className="size-3.5 text-text-faint" />
          <Crumb label={labelOf(crumb)} current={crumb === period} onChoose={() => onChoose(crumb)} />
        </span>
      ))}
      {parts.length > 0 && (
        <>
          <span aria-hidden className="mx-1 h-4 w-px shrink-0 bg-line" />
          <ul className="flex items-center gap-1">
            {parts.map((part) => (
              <li key={part.period}>
                <Part part={part} chosen={part.period === period} onChoose={() => onChoose(part.period)} />
              </li>
            ))}
          </ul>
        </>
      )}
    </nav>
  )
}

/** Returns the parts of the period. While they load, the calendar still has those of another one. */
function partsOf({ years, months, days }: ExecutionCalendar, period: string | undefined): CalendarPart[] {
  if (period === undefined) return years
  const whole = period.slice(0, period.length === 4 ? 4 : 7)
  return (period.length === 4 ? months : days).filter((part) => part.period.startsWith(whole))
}

const BAR = 'mb-3 flex items-center gap-1 overflow-x-auto py-0.5 text-sm [scrollbar-width:thin]'
const CRUMB = 'touch inline-flex h-7 shrink-0 items-center rounded-sm px-1.5 whitespace-nowrap'

function Crumb({ label, current, onChoose }: { label: string; current: boolean; onChoose: () => void }) {
  return (
    <button
      type="button"
      aria-current={current || undefined}
      onClick={onChoose}
      className={clsx(CRUMB, current ? 'font-medium text-text' : 'text-accent hover:underline')}
    >
      {label}
    </button>
  )
}

function Part({
  part: { period, count },
  chosen,
  onChoose,
}: {
  part: CalendarPart
  chosen: boolean
  onChoose: () => void
}) {
  const isEmpty = count === 0
  return (
    <button
      type="button"
      disabled={isEmpty}
      aria-pressed={chosen}
      onClick={onChoose}
      className={clsx(
        CRUMB,
        'gap-1.5 border',
        chosen ? 'border-accent bg-accent-soft text-accent' : 'border-transparent',
        isEmpty ? 'text-text-faint' : !chosen && 'text-text-soft hover:bg-hover hover:text-text',
      )}
    >
      {shortLabelOf(period)}
      {count !== null && !isEmpty && (
        <span className={clsx('tabular text-xs', chosen ? '' : 'text-text-faint')}>
          {typeof count === 'number' ? formatCompact(count) : `${formatCompact(count.atLeast)}+`}
        </span>
      )}
    </button>
  )
}

/** Returns the period and those around it: `2026-03-05` → `2026`, `2026-03`, `2026-03-05`. */
const crumbsOf = (period: string | undefined): string[] =>
  [4, 7, 10]
    .filter((length) => period !== undefined && period.length >= length)
    .map((length) => period?.slice(0, length) ?? '')

const formatCalendarPeriod = (period: string, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' })
    .format(new Date(`${period}${'-01'.repeat(2 - (period.length - 4) / 3)}T00:00:00Z`))
    // As everywhere else: British English abbreviates September to four letters.
    .replace(/\bSept\b/, 'Sep')

function labelOf(period: string): string {
  if (period.length === 4) return period
  return formatCalendarPeriod(
    period,
    period.length === 7 ? { month: 'long' } : { day: 'numeric', month: 'short' },
  )
}

function shortLabelOf(period: string): string {
  if (period.length === 4) return period
  return formatCalendarPeriod(
    period,
    period.length === 7 ? { month: 'short' } : { weekday: 'short', day: 'numeric' },
  )
}
