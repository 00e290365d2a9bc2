import type { CalendarQuery } from '@flx/shared/executions/execution-calendar'

import type { ExecutionFilters } from '#web/api/executions.ts'

/** The filter of the calendar above the list: the list's filters without its span of time. */
export function calendarQuery(
  { from: _from, to: _to, sort: _sort, limit: _limit, ...filters }: ExecutionFilters,
  period: string | undefined,
  timezone: string,
): Partial<CalendarQuery> {
  return { ...filters, timezone, ...(period === undefined ? {} : { period }) }
}
