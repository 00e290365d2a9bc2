import { executions } from '#web/api/executions/executions.ts'
import { readExecutionSearch } from '#web/parts/execution-filters/execution-search.ts'
import { currentTimeZone } from '#web/lib/time/time-zone.ts'
import type { FirstQueries } from '#web/api/access/start-ahead.ts'

import { calendarQuery } from './calendar-query.ts'

/** Loads the first page of the list and the calendar above it. */
export const firstQueries: FirstQueries = (queries, { searchParams }) => {
  const zone = currentTimeZone()
  const { filters, period } = readExecutionSearch(searchParams, zone)
  return [
    queries.infiniteQuery(executions.list(filters)),
    queries.query(executions.calendar(calendarQuery(filters, period, zone))),
  ]
}
