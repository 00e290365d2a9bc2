import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { FilterX, Play } from 'lucide-react'
import { useEffect, useRef, type ReactNode } from 'react'
import { Link, useSearchParams } from 'react-router'

import { executions } from '#web/api/executions.ts'
import { useArrivals, useLive } from '#web/api/live.tsx'
import { ViewMenu } from '#web/features/views/view-menu.tsx'
import { useListKeys } from '#web/lib/list-keys.ts'
import { useSelection } from '#web/lib/selection.ts'
import { useSteadyRows } from '#web/lib/steady-rows.ts'
import { useTimeZone } from '#web/lib/time-zone.ts'
import { paths } from '#web/paths.ts'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { LoadMore, NewItemsPill, formatTotal } from '#web/ui/load-more.tsx'
import { PageHeader } from '#web/ui/page.tsx'
import { SearchField } from '#web/ui/search-field.tsx'
import { EmptyState, ErrorState } from '#web/ui/states.tsx'
import { DateOnly } from '#web/ui/time.tsx'

import { DateHierarchy } from './date-hierarchy.tsx'
import { ExecutionBulkBar } from './execution-bulk-bar.tsx'
import {
  DEFAULT_SORT,
  changeExecutionSearch,
  isNarrowed,
  readExecutionSearch,
  type Changes,
} from './execution-search.ts'
import { ExecutionTable } from './execution-table.tsx'
import { ExecutionFilterChips } from './filter-chips.tsx'
import { PipelineChip } from './pipeline-chip.tsx'

/** Looks that follow each other by themselves while nothing is found. */
const LOOKS = 10

export function Component() {
  const [parameters, setParameters] = useSearchParams()
  const zone = useTimeZone()
  const search = readExecutionSearch(parameters, zone)
  const { filters, period } = search
  const list = useInfiniteQuery({ ...executions.list(filters), placeholderData: keepPreviousData })
  const scope = JSON.stringify(filters)
  const pages = list.data?.pages ?? []
  const steady = useSteadyRows(
    pages.flatMap((page) => page.items),
    list.isPlaceholderData ? null : scope,
  )
  const { items } = steady
  const total = pages[0]?.total
  const lookedTo = pages.at(-1)?.lookedTo
  const selection = useSelection(
    items.map(({ id }) => id),
    scope,
  )
  const region = useRef<HTMLDivElement>(null)
  useListKeys(region)
  useLive('executions')
  const arrivals = useArrivals(
    (message) =>
      message.type === 'execution.changed' &&
      message.execution.status === 'pending' &&
      (filters.pipelineId === undefined || filters.pipelineId === message.execution.pipelineId)
        ? message.execution.id
        : null,
    items,
  )
  // An old period gets no newcomers, and among the oldest they would come last.
  const mayArrive = filters.to === undefined && filters.sort === DEFAULT_SORT && items.length > 0
  const newcomers = mayArrive ? Math.max(arrivals.count, steady.withheld) : 0

  const { fetchNextPage, hasNextPage } = list
  const looking = items.length === 0 && hasNextPage && pages.length < LOOKS
  const looksOn = looking && !list.isFetching
  useEffect(() => {
    if (looksOn) void fetchNextPage()
  }, [looksOn, fetchNextPage])

  const change = (changes: Changes) =>
    setParameters((current) => changeExecutionSearch(current, changes), {
      replace: true,
      preventScrollReset: true,
    })
  const clear = () => setParameters({}, { replace: true })
  const showNew = () => {
    scrollTo({ top: 0 })
    void list.refetch().then(() => {
      steady.release()
      arrivals.clear()
    })
  }

  const content = (): ReactNode => {
    if (list.isError && list.data === undefined) {
      return (
        <Card>
          <ErrorState
            title="The executions could not be loaded"
            error={list.error}
            retrying={list.isFetching}
            onRetry={() => void list.refetch()}
          />
        </Card>
      )
    }
    if (!list.isPending && !looking && items.length === 0) {
      return isNarrowed(filters) ? (
        <Card>
          <EmptyState
            icon={FilterX}
            title={list.hasNextPage ? 'Nothing found so far' : 'No executions match'}
            actions={
              <>
                {list.hasNextPage && (
                  <Button
                    variant="primary"
                    busy={list.isFetchingNextPage}
                    onClick={() => void list.fetchNextPage()}
                  >
                    Look further
                  </Button>
                )}
                <Button onClick={clear}>Clear search and filters</Button>
              </>
            }
          >
            {lookedTo === undefined ? (
              'No execution has all of what you asked for.'
            ) : (
              <>
                It was looked as far as <DateOnly at={lookedTo} />.
              </>
            )}
          </EmptyState>
        </Card>
      ) : (
        <Card>
          <EmptyState
            icon={Play}
            title="No executions yet"
            actions={
              <Link to={paths.pipelines()} className={buttonClass({ variant: 'primary' })}>
                Go to the pipelines
              </Link>
            }
          >
            Execute a pipeline to see its history here.
          </EmptyState>
        </Card>
      )
    }
    return (
      <>
        <Card className="overflow-hidden">
          <ExecutionTable
            executions={list.isPending || looking ? null : items}
            selection={selection}
            sort={filters.sort ?? DEFAULT_SORT}
            onSort={(sort) => change({ sort: sort === DEFAULT_SORT ? undefined : sort })}
          />
        </Card>
        {items.length > 0 && (
          <LoadMore
            shown={items.length}
            total={total}
            noun={items.length === 1 ? 'execution' : 'executions'}
            hasMore={list.hasNextPage}
            busy={list.isFetchingNextPage}
            onMore={() => void list.fetchNextPage()}
          />
        )}
        <ExecutionBulkBar selection={selection} shown={items.length} total={total} filters={filters} />
      </>
    )
  }

  return (
    <>
      <PageHeader
        title="Executions"
        facts={total !== undefined && <span className="tabular text-text-faint">{formatTotal(total)}</span>}
        actions={<ViewMenu page="executions" />}
      />
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <SearchField
          label="Search executions"
          placeholder="Pipeline or error message…"
          value={filters.search ?? ''}
          onSearch={(text) => change({ search: text })}
          className="w-full sm:w-64"
        />
        <div className="flex items-center gap-2 max-sm:-mx-4 max-sm:w-[100vw] max-sm:overflow-x-auto max-sm:px-4 max-sm:py-0.5 sm:contents">
          <PipelineChip pipelineId={filters.pipelineId} onChange={(pipelineId) => change({ pipelineId })} />
          <ExecutionFilterChips search={search} onChange={change} onClear={clear} />
        </div>
      </div>
      <DateHierarchy filters={filters} period={period} onChoose={(chosen) => change({ period: chosen })} />
      <NewItemsPill count={newcomers} noun={newcomers === 1 ? 'execution' : 'executions'} onShow={showNew} />
      <div
        ref={region}
        aria-busy={list.isPlaceholderData}
        className={list.isPlaceholderData ? 'opacity-60' : undefined}
      >
        {content()}
      </div>
    </>
  )
}
