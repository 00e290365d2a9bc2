import type {
  CalendarPart,
  CalendarQuery,
  ExecutionCalendar,
} from '@flx/shared/executions/execution-calendar'

import { invalid } from '../../domain/core/errors.ts'
import { localText } from '../../domain/core/zone-clock.ts'
import { timezoneProblem } from '../../domain/schedules/schedule.ts'
import { cutPeriod, QUARTER } from '../../domain/figures/series.ts'
import type { Period } from '../../domain/figures/statistics-store.ts'
import type { AppContext } from '../core/context.ts'

type Context = Pick<AppContext, 'executions' | 'statistics' | 'clock'>

/** The lengths of `2026`, `2026-03` and `2026-03-05`. */
const YEAR = 4
const MONTH = 7
const DAY = 10

/**
 * Returns the years of the history with their counts, the months of the open year and the days of the open
 * month, by the calendar of a time zone. Throws AppError `invalid`.
 */
export async function showCalendar(
  { executions, statistics, clock }: Context,
  { timezone, period, ...filter }: CalendarQuery,
): Promise<ExecutionCalendar> {
  const problem = timezoneProblem(timezone)
  if (problem !== null) throw invalid(problem, 'timezone')
  const now = clock.now().getTime()
  const end = Math.ceil((now + 1) / QUARTER) * QUARTER
  const first = (await statistics.firstDay()) ?? now
  const nameOf = (at: number): string => localText(timezone, at).slice(0, DAY)
  const months = nameSpans(wholeMonths(first, end, timezone), (at) => nameOf(at).slice(0, MONTH))
  const month = months.find((part) => part.name === period?.slice(0, MONTH))
  const days =
    month === undefined
      ? []
      : nameSpans(cutPeriod(month.span, 'day', timezone), nameOf).filter(({ span }) => span.from < end)
  const counts = await executions.calendar(
    filter,
    [...months, ...days].map(({ span }) => span),
  )
  const parts = [...months, ...days].map(({ name, span }, index): CalendarPart => ({
    period: name,
    from: textOf(span.from),
    to: textOf(span.to),
    count: counts[index] ?? null,
  }))
  const monthParts = parts.slice(0, months.length)
  const year = period?.slice(0, YEAR)
  return {
    timezone,
    years: yearsOf(monthParts),
    months: monthParts.filter((part) => part.period.slice(0, YEAR) === year),
    days: parts.slice(months.length),
  }
}

const textOf = (at: number): string => new Date(at).toISOString()

interface NamedPeriod {
  name: string
  span: Period
}

const nameSpans = (spans: readonly Period[], nameOf: (at: number) => string): NamedPeriod[] =>
  spans.map((span) => ({ name: nameOf(span.from), span }))

/** Returns whole months from that of the first execution to the current one. */
function wholeMonths(first: number, end: number, timezone: string): Period[] {
  const early = cutPeriod({ from: first - LONGEST_MONTH, to: first + QUARTER }, 'month', timezone)
  const from = early.at(-1)?.from ?? first
  const [lastMonth] = cutPeriod({ from: end, to: end + LONGEST_MONTH }, 'month', timezone)
  return cutPeriod({ from, to: lastMonth?.to ?? end }, 'month', timezone)
}

/** Long enough to reach into the previous or next month. */
const LONGEST_MONTH = 33 * 86_400_000

function yearsOf(months: readonly CalendarPart[]): CalendarPart[] {
  const years = new Map<string, CalendarPart>()
  for (const month of months) {
    const period = month.period.slice(0, YEAR)
    const year = years.get(period)
    years.set(
      period,
      year === undefined
        ? { ...month, period }
        : { ...year, to: month.to, count: sum(year.count, month.count) },
    )
  }
  return [...years.values()]
}

function sum(a: CalendarPart['count'], b: CalendarPart['count']): CalendarPart['count'] {
  if (a === null || b === null) return null
  if (typeof a === 'number' && typeof b === 'number') return a + b
  const least = (count: typeof a) => (typeof count === 'number' ? count : count.atLeast)
  return { atLeast: least(a) + least(b) }
}
