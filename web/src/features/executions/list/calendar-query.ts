import type { CalendarQuery, ExecutionCalendar } from '@flx/shared/executions/execution-calendar'

import type { ExecutionFilters } from '#web/api/executions/executions.ts'

/**
 * Returns the exact number of executions in a period, for lists that stopped counting. Undefined if the
 * calendar has not counted the whole period.
 */
export function countOf(calendar: ExecutionCalendar, period: string | undefined): number | undefined {
  const parts =
    period === undefined
      ? calendar.years
      : period.length === 10
        ? calendar.days.filter((day) => day.period === period)
        : period.length === 7
          ? calendar.days
          : calendar.months
  let sum = 0
  for (const { count } of parts) {
    if (typeof count !== 'number') return undefined
    sum += count
  }
  return sum
}

/** Returns the filter of the calendar above the list: the list's filters without its time span. */
export function calendarQuery(
  { from: _from, to: _to, sort: _sort, limit: _limit, ...filters }: ExecutionFilters,
  period: string | undefined,
  timezone: string,
): Partial<CalendarQuery> {
  return { ...filters, timezone, ...(period === undefined ? {} : { period }) }
}
