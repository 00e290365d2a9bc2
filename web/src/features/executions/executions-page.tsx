import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { Play } from 'lucide-react'
import { useRef, type ReactNode } from 'react'
import { Link, useSearchParams } from 'react-router'

import { executions } from '#web/api/executions.ts'
import { useArrivals, useLive } from '#web/api/live.tsx'
import { useListKeys } from '#web/lib/list-keys.ts'
import { paths } from '#web/paths.ts'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { FilterChip } from '#web/ui/chip.tsx'
import { LoadMore, NewItemsPill, formatTotal } from '#web/ui/load-more.tsx'
import { PageHeader } from '#web/ui/page.tsx'
import { EmptyState, ErrorState, Loading } from '#web/ui/states.tsx'
import { STATUS_LOOKS } from '#web/ui/status-badge.tsx'

import { TRIGGER_WORDS, isNarrowed, readExecutionSearch } from './execution-search.ts'
import { ExecutionTable, ExecutionTableSkeleton } from './execution-table.tsx'

const STATUS_OPTIONS = Object.entries(STATUS_LOOKS).map(([value, { word }]) => ({ value, label: word }))
const TRIGGER_OPTIONS = Object.entries(TRIGGER_WORDS).map(([value, label]) => ({ value, label }))
const REFRESH_OPTIONS = [
  { value: 'true', label: 'Full refresh' },
  { value: 'false', label: 'Incremental' },
]

export function Component() {
  const [parameters, setParameters] = useSearchParams()
  const filters = readExecutionSearch(parameters)
  const list = useInfiniteQuery({ ...executions.list(filters), placeholderData: keepPreviousData })
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  const total = list.data?.pages[0]?.total
  const region = useRef<HTMLDivElement>(null)
  useListKeys(region)
  useLive('executions')
  const arrivals = useArrivals(
    (message) =>
      message.type === 'execution.changed' && message.execution.status === 'pending'
        ? message.execution.id
        : null,
    items,
  )
  const change = (name: string, value: string | undefined) =>
    setParameters(
      (current) => {
        const next = new URLSearchParams(current)
        if (value === undefined) next.delete(name)
        else next.set(name, value)
        return next
      },
      { replace: true, preventScrollReset: true },
    )

  const content = (): ReactNode => {
    if (list.isPending) {
      return (
        <Loading label="Loading executions">
          <Card>
            <ExecutionTableSkeleton />
          </Card>
        </Loading>
      )
    }
    if (list.isError && items.length === 0) {
      return (
        <ErrorState
          title="The executions could not be loaded"
          error={list.error}
          retrying={list.isFetching}
          onRetry={() => void list.refetch()}
        />
      )
    }
    if (items.length === 0) {
      return isNarrowed(filters) ? (
        <EmptyState
          icon={Play}
          title="No executions match"
          actions={<Button onClick={() => setParameters({}, { replace: true })}>Clear all filters</Button>}
        >
          No execution has all of these properties.
        </EmptyState>
      ) : (
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
      )
    }
    return (
      <>
        <Card>
          <ExecutionTable executions={items} />
        </Card>
        <LoadMore
          shown={items.length}
          total={total}
          noun="executions"
          hasMore={list.hasNextPage}
          busy={list.isFetchingNextPage}
          onMore={() => void list.fetchNextPage()}
        />
      </>
    )
  }

  return (
    <>
      <PageHeader
        title="Executions"
        facts={
          total !== undefined && <span className="tabular text-sm text-text-faint">{formatTotal(total)}</span>
        }
      />
      <div className="mb-4 flex flex-wrap items-center gap-2">
        <FilterChip
          label="Status"
          options={STATUS_OPTIONS}
          value={filters.status}
          onChange={(value) => change('status', value)}
        />
        <FilterChip
          label="Trigger"
          options={TRIGGER_OPTIONS}
          value={filters.trigger}
          onChange={(value) => change('trigger', value)}
        />
        <FilterChip
          label="Kind"
          options={REFRESH_OPTIONS}
          value={filters.fullRefresh?.toString()}
          onChange={(value) => change('fullRefresh', value)}
        />
        {filters.pipelineId !== undefined && (
          <FilterChip
            label="Pipeline"
            options={[{ value: filters.pipelineId, label: items[0]?.pipelineName ?? 'One pipeline' }]}
            value={filters.pipelineId}
            onChange={(value) => change('pipelineId', value)}
          />
        )}
        {isNarrowed(filters) && (
          <Button variant="quiet" onClick={() => setParameters({}, { replace: true })}>
            Clear all
          </Button>
        )}
      </div>
      <NewItemsPill
        count={items.length === 0 ? 0 : arrivals.count}
        noun={arrivals.count === 1 ? 'execution' : 'executions'}
        onShow={() => void list.refetch().then(arrivals.clear)}
      />
      <div ref={region} className={list.isPlaceholderData ? 'opacity-60' : undefined}>
        {content()}
      </div>
    </>
  )
}
