import type { CalendarQuery, ExecutionCalendar } from '@flx/shared/executions/execution-calendar'

import type { ExecutionFilters } from '#web/api/executions/executions.ts'

/**
 * How many executions a period has, where the calendar has counted all of it: exact where counting the list stopped.
 * Undefined where it has not.
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

/** The filter of the calendar above the list: the list's filters without its span of time. */
export function calendarQuery(
  { from: _from, to: _to, sort: _sort, limit: _limit, ...filters }: ExecutionFilters,
  period: string | undefined,
  timezone: string,
): Partial<CalendarQuery> {
  return { ...filters, timezone, ...(period === undefined ? {} : { period }) }
}
