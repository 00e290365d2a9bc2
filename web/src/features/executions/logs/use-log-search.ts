import type { LogMatches } from '@flx/shared/logs/log-search'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'

import { executions, type LogSearchFilters } from '#web/api/executions/executions.ts'

import { FIRST_GOAL, goalFurtherBack, isNextRequestDue, MAX_LINES, NO_GOAL } from './log-search.ts'

/**
 * Searches many logs. The search continues on its own until something is found, and can be stopped and
 * continued.
 */
export function useLogSearch(filters: LogSearchFilters) {
  const queries = useQueryClient()
  const options = executions.logSearch(filters)
  const search = useInfiniteQuery(options)
  const scope = JSON.stringify(filters)
  const [request, setRequest] = useState({ scope, goal: FIRST_GOAL })
  const goal = request.scope === scope ? request.goal : FIRST_GOAL
  const pages: LogMatches[] = search.data?.pages ?? []
  const matches = pages.flatMap(({ items }) => items)
  const { fetchNextPage, hasNextPage, isFetching } = search
  const hasFailed = search.isError && !isFetching
  const continues =
    filters.text !== '' && !hasFailed && isNextRequestDue(goal, matches.length, pages.length, hasNextPage)
  const isDue = continues && !isFetching
  useEffect(() => {
    if (isDue) void fetchNextPage()
  }, [isDue, fetchNextPage])
  return {
    matches,
    executions: pages.reduce((sum, page) => sum + page.executions, 0),
    bytes: pages.reduce((sum, page) => sum + page.bytes, 0),
    /** Null before the first response. */
    searchedTo: pages.findLast((page) => page.searchedTo !== null)?.searchedTo ?? null,
    searching: continues || isFetching,
    hasStarted: pages.length > 0,
    /** There is more to search. */
    hasMore: pages.length === 0 || hasNextPage,
    isFull: matches.length >= MAX_LINES,
    error: hasFailed ? search.error : null,
    stop: () => {
      setRequest({ scope, goal: NO_GOAL })
      void queries.cancelQueries({ queryKey: options.queryKey, exact: true })
    },
    searchFurther: () => {
      setRequest({ scope, goal: goalFurtherBack(matches.length, pages.length) })
      if (hasFailed) void fetchNextPage()
    },
  }
}
