import type { Total } from '@flx/shared/core/list'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { FilterX, Play } from 'lucide-react'
import { useEffect, useEffectEvent, type ReactNode } from 'react'
import { Link } from 'react-router'

import { executions } from '#web/api/executions/executions.ts'
import { useArrivals, useLive } from '#web/api/live/live.tsx'
import { ViewMenu } from '#web/parts/views/view-menu.tsx'
import { useSelection } from '#web/lib/lists/selection.ts'
import { useSteadyRows } from '#web/lib/lists/steady-rows.ts'
import { useTimeZone } from '#web/lib/time/time-zone.ts'
import { paths } from '#web/paths.ts'
import { QueryError } from '#web/ui/table/query-error.tsx'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { ListRegion } from '#web/ui/table/list-region.tsx'
import { LoadMorePages, NewItemsPill, formatTotal } from '#web/ui/table/load-more.tsx'
import { PageHeader } from '#web/ui/page.tsx'
import { ChipRow } from '#web/ui/chips/chip-row.tsx'
import { SearchField } from '#web/ui/fields/search-field.tsx'
import { EmptyState } from '#web/ui/states.tsx'
import { DateOnly } from '#web/ui/time.tsx'

import { calendarQuery, countOf } from './calendar-query.ts'
import { DateHierarchy } from './date-hierarchy.tsx'
import { ExecutionBulkBar } from './execution-bulk-bar.tsx'
import {
  DEFAULT_SORT,
  changeExecutionSearch,
  isNarrowed,
  readExecutionSearch,
  type Changes,
  type ExecutionSearch,
} from '#web/parts/execution-filters/execution-search.ts'
import { ExecutionTable } from './execution-table.tsx'
import { ExecutionFilterChips } from '#web/parts/execution-filters/filter-chips.tsx'
import { passesFilter } from '#web/parts/execution-filters/passes-filter.ts'
import { spanText } from '#web/parts/execution-filters/when-chip.tsx'
import { useAddressSearch } from '#web/parts/address-search.ts'
import { ViewSwitch } from '../view-switch.tsx'
import { PipelineChip } from './pipeline-chip.tsx'
import { executionsPageWords } from './words.ts'

/** The most searches in a row that continue without a click while nothing is found. */
const MAX_EMPTY_PAGES = 10

/** The list of executions, with filters and a calendar. */
export function Component() {
  const [parameters, setParameters] = useAddressSearch()
  const zone = useTimeZone()
  const search = readExecutionSearch(parameters, zone)
  const { filters, period } = search
  const list = useInfiniteQuery({ ...executions.list(filters), placeholderData: keepPreviousData })
  const scope = JSON.stringify(filters)
  const pages = list.data?.pages ?? []
  const steadyRows = useSteadyRows(
    pages.flatMap((page) => page.items),
    list.isPlaceholderData ? null : scope,
  )
  const { items } = steadyRows
  const total = useTotal(pages[0]?.total, search)
  const searchedTo = pages.at(-1)?.searchedTo
  const selection = useSelection(
    items.map(({ id }) => id),
    scope,
    list.data !== undefined && !list.isPlaceholderData,
  )
  useLive('executions')
  const arrivals = useArrivals(
    (message) =>
      message.type === 'execution.changed' &&
      passesFilter(message.execution, filters) &&
      // Others belong to pages that are not loaded.
      message.execution.queuedAt > (items.at(-1)?.queuedAt ?? '')
        ? message.execution.id
        : null,
    items,
  )
  // A past period gets no new executions, and with the oldest first they would come last.
  const expectsNew = filters.to === undefined && filters.sort === DEFAULT_SORT && items.length > 0
  const hasFirstArrivals = items.length === 0 && arrivals.count > 0 && !list.isPending
  const newCount = expectsNew ? Math.max(arrivals.count, steadyRows.withheld) : 0

  const { fetchNextPage, hasNextPage } = list
  const isSearching = items.length === 0 && hasNextPage && pages.length < MAX_EMPTY_PAGES
  const isNextPageDue = isSearching && !list.isFetching
  useEffect(() => {
    if (isNextPageDue) void fetchNextPage()
  }, [isNextPageDue, fetchNextPage])

  const change = (changes: Changes) =>
    setParameters((current) => changeExecutionSearch(current, changes), {
      replace: true,
      preventScrollReset: true,
    })
  const clear = () => setParameters({}, { replace: true })
  const showNew = () => {
    scrollTo({ top: 0 })
    void list.refetch().then(() => {
      steadyRows.release()
      arrivals.clear()
    })
  }

  // Without rows, none can jump.
  const showFirst = useEffectEvent(showNew)
  useEffect(() => {
    if (hasFirstArrivals) showFirst()
  }, [hasFirstArrivals])

  const renderContent = (): ReactNode => {
    if (list.isError && list.data === undefined) {
      return (
        <Card>
          <QueryError query={list} title={executionsPageWords.loadError} />
        </Card>
      )
    }
    if (!list.isPending && !isSearching && items.length === 0) {
      return isNarrowed(filters) ? (
        <Card>
          <EmptyState
            icon={FilterX}
            title={
              list.hasNextPage ? executionsPageWords.nothingFound : executionsPageWords.noExecutionsMatch
            }
            actions={
              <>
                {list.hasNextPage && (
                  <Button
                    variant="primary"
                    busy={list.isFetchingNextPage}
                    onClick={() => void list.fetchNextPage()}
                  >
                    {executionsPageWords.searchFurther}
                  </Button>
                )}
                <Button onClick={clear}>{executionsPageWords.clearSearchAndFilters}</Button>
              </>
            }
          >
            {searchedTo === undefined ? (
              executionsPageWords.noMatchHint
            ) : (
              <>
                {executionsPageWords.searchedTo} <DateOnly at={searchedTo} />.
              </>
            )}
          </EmptyState>
        </Card>
      ) : (
        <Card>
          <EmptyState
            icon={Play}
            title={executionsPageWords.noExecutionsYet}
            actions={
              <Link to={paths.pipelines()} className={buttonClass({ variant: 'primary' })}>
                {executionsPageWords.goToPipelines}
              </Link>
            }
          >
            {executionsPageWords.emptyHint}
          </EmptyState>
        </Card>
      )
    }
    return (
      <>
        <Card className="overflow-clip">
          <ExecutionTable
            executions={list.isPending || isSearching ? null : items}
            selection={selection}
            sort={filters.sort ?? DEFAULT_SORT}
            onSort={(sort) => change({ sort: sort === DEFAULT_SORT ? undefined : sort })}
          />
        </Card>
        {items.length > 0 && (
          <LoadMorePages
            query={list}
            shown={items.length}
            total={total}
            noun={[executionsPageWords.one, executionsPageWords.many]}
          />
        )}
        <ExecutionBulkBar selection={selection} executions={items} total={total} filters={filters} />
      </>
    )
  }

  return (
    <>
      <PageHeader
        title={executionsPageWords.executions}
        facts={
          <>
            {total !== undefined && <span className="tabular text-text-faint">{formatTotal(total)}</span>}
            <ViewSwitch chosen="list" />
          </>
        }
        actions={<ViewMenu page="executions" isIconOnPhone />}
      />
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <SearchField
          label={executionsPageWords.searchExecutions}
          placeholder={executionsPageWords.pipelineOrErrorMessage}
          value={filters.search ?? ''}
          onSearch={(text) => change({ search: text })}
          className="w-full sm:w-64"
        />
        <ChipRow>
          <PipelineChip pipelineId={filters.pipelineId} onChange={(pipelineId) => change({ pipelineId })} />
          <ExecutionFilterChips search={search} onChange={change} onClear={clear} />
        </ChipRow>
      </div>
      <DateHierarchy
        filters={filters}
        period={period}
        span={spanText(search, zone)}
        onChoose={(chosen) => change({ period: chosen })}
      />
      <NewItemsPill
        count={newCount}
        noun={newCount === 1 ? executionsPageWords.one : executionsPageWords.many}
        onShow={showNew}
      />
      <ListRegion isStale={list.isPlaceholderData}>{renderContent()}</ListRegion>
    </>
  )
}

/** Returns the total of the list. If the list stopped counting, the calendar has the exact one. */
function useTotal(listedTotal: Total | undefined, search: ExecutionSearch): Total | undefined {
  const zone = useTimeZone()
  const { filters, period } = search
  const isCut = typeof listedTotal === 'object' && spanText(search, zone) === undefined
  const { data } = useQuery({ ...executions.calendar(calendarQuery(filters, period, zone)), enabled: isCut })
  return (isCut && data !== undefined ? countOf(data, period) : undefined) ?? listedTotal
}
