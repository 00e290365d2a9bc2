import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { LayoutGrid, Plus, Rows3 } from 'lucide-react'
import { useRef, type ReactNode } from 'react'
import { Link, useSearchParams } from 'react-router'

import { useArrivals } from '#web/api/live.tsx'
import { pipelines } from '#web/api/pipelines.ts'
import { useRole } from '#web/api/session.ts'
import { useListKeys } from '#web/lib/list-keys.ts'
import { paths } from '#web/paths.ts'
import { buttonClass } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { LoadMore, NewItemsPill, formatTotal } from '#web/ui/load-more.tsx'
import { PageHeader } from '#web/ui/page.tsx'
import { Segmented } from '#web/ui/segmented.tsx'
import { ErrorState } from '#web/ui/states.tsx'

import { CardGrid, CardGridSkeleton } from './card-grid.tsx'
import { NoMatches, NoPipelines } from './empty-list.tsx'
import { ListFilters } from './list-filters.tsx'
import { DEFAULT_SORT, changeListSearch, isFiltered, readListSearch } from './list-search.ts'
import { PipelineTable } from './pipeline-table.tsx'

const VIEWS = [
  { key: 'grid', label: 'Grid', icon: LayoutGrid },
  { key: 'table', label: 'Table', icon: Rows3 },
] as const

export function Component() {
  const [parameters, setParameters] = useSearchParams()
  const { filters, view } = readListSearch(parameters)
  const list = useInfiniteQuery({ ...pipelines.list(filters), placeholderData: keepPreviousData })
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  const total = list.data?.pages[0]?.total
  const nothingYet = list.isSuccess && items.length === 0 && !isFiltered(filters)
  const region = useRef<HTMLDivElement>(null)
  useListKeys(region)
  const arrivals = useArrivals(
    (message) =>
      message.type === 'pipeline.changed' && ['created', 'restored'].includes(message.change)
        ? message.pipelineId
        : null,
    items,
  )
  const editor = useRole('editor')

  const change = (changes: Record<string, string | undefined>) =>
    setParameters((current) => changeListSearch(current, changes), {
      replace: true,
      preventScrollReset: true,
    })
  const clear = () => setParameters(view === 'grid' ? {} : { view }, { replace: true })
  const showNew = () => {
    scrollTo({ top: 0 })
    void list.refetch().then(arrivals.clear)
  }

  const content = (): ReactNode => {
    if (list.isPending) {
      return view === 'grid' ? (
        <CardGridSkeleton />
      ) : (
        <PipelineTable pipelines={null} sort={DEFAULT_SORT} onSort={() => {}} />
      )
    }
    if (list.isError && list.data === undefined) {
      return (
        <Card>
          <ErrorState
            title="The pipelines could not be loaded"
            error={list.error}
            retrying={list.isFetching}
            onRetry={() => void list.refetch()}
          />
        </Card>
      )
    }
    if (nothingYet) return <NoPipelines />
    if (items.length === 0) return <NoMatches onClear={clear} />
    return (
      <>
        {view === 'grid' ? (
          <CardGrid pipelines={items} />
        ) : (
          <PipelineTable
            pipelines={items}
            sort={filters.sort ?? DEFAULT_SORT}
            onSort={(sort) => change({ sort: sort === DEFAULT_SORT ? undefined : sort })}
          />
        )}
        <LoadMore
          shown={items.length}
          total={total}
          noun={items.length === 1 ? 'pipeline' : 'pipelines'}
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
        title="Pipelines"
        facts={total !== undefined && <span className="tabular text-text-faint">{formatTotal(total)}</span>}
        actions={
          <>
            <Segmented
              label="View"
              options={VIEWS}
              chosen={view}
              onChoose={(key) => change({ view: key === 'grid' ? undefined : key })}
            />
            {editor.allowed && (
              <Link to={paths.newPipeline()} className={buttonClass({ variant: 'primary' })}>
                <Plus aria-hidden className="size-4" />
                Create pipeline
              </Link>
            )}
          </>
        }
      />
      {!nothingYet && (
        <ListFilters
          filters={filters}
          tags={[...new Set(items.flatMap((pipeline) => pipeline.tags))]}
          onChange={change}
          onClear={clear}
        />
      )}
      <NewItemsPill
        count={items.length === 0 ? 0 : arrivals.count}
        noun={arrivals.count === 1 ? 'pipeline' : 'pipelines'}
        onShow={showNew}
      />
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
