import type { PipelineSummary } from '@flx/shared/pipelines/pipeline'
import type { PipelineSort } from '@flx/shared/pipelines/pipeline-list'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { LayoutGrid, LayoutTemplate, Plus, Rows3, Table2, Workflow } from 'lucide-react'
import { type ReactNode } from 'react'
import { Link } from 'react-router'

import { useArrivals } from '#web/api/live/live.tsx'
import { useLive } from '#web/api/live/live.tsx'
import { pipelines } from '#web/api/pipelines/pipelines.ts'
import { useRole } from '#web/api/access/session.ts'
import { FolderNote } from '#web/parts/projects/folder-note.tsx'
import { ViewMenu } from '#web/parts/views/view-menu.tsx'
import { useSelection } from '#web/lib/lists/selection.ts'
import { useSteadyRows } from '#web/lib/lists/steady-rows.ts'
import { usePreference } from '#web/lib/preference.ts'
import { useTimeZone } from '#web/lib/time/time-zone.ts'
import { paths } from '#web/paths.ts'
import { QueryError } from '#web/ui/table/query-error.tsx'
import { buttonClass } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { ListRegion } from '#web/ui/table/list-region.tsx'
import { LoadMorePages, NewItemsPill, formatTotal } from '#web/ui/table/load-more.tsx'
import { PageHeader } from '#web/ui/page.tsx'
import { Checkbox } from '#web/ui/fields/checkbox.tsx'
import { Segmented } from '#web/ui/fields/segmented.tsx'
import { useAddressSearch } from '#web/parts/address-search.ts'

import { CardGrid, CardGridSkeleton } from './card-grid.tsx'
import { DocumentMenu } from './documents/document-menu.tsx'
import { NoMatches, NoPipelines } from './empty-list.tsx'
import { ListFilters } from './list-filters.tsx'
import { DEFAULT_SORTS, changeListSearch, isFiltered, readListSearch, type Changes } from './list-search.ts'
import { PipelineBulkBar } from './pipeline-bulk-bar.tsx'
import { PipelineTable } from './pipeline-table.tsx'
import { FleetSummary } from '../fleet/fleet-summary.tsx'
import { FleetView } from '../fleet/fleet-view.tsx'
import { BudgetLegend } from '../objectives/budget-bar.tsx'
import { objectiveWords } from '../objectives/words.ts'
import { pipelinesPageWords } from './words.ts'

const VIEWS = [
  { key: 'grid', label: pipelinesPageWords.grid, icon: LayoutGrid },
  { key: 'table', label: pipelinesPageWords.table, icon: Rows3 },
  { key: 'fleet', label: pipelinesPageWords.fleet, icon: Table2 },
] as const

/** Rows of the fleet view loaded at once. */
const FLEET_PAGE = 50

/** The list of pipelines as cards, table or fleet, with filters in the URL. */
export function Component() {
  const [parameters, setParameters] = useAddressSearch()
  const zone = useTimeZone()
  useLive('templates')
  const { filters, days, view } = readListSearch(parameters, zone)
  const [budgets, setBudgets] = usePreference('fleet-budgets', ['hidden', 'shown'])
  // Sorting or filtering by budget implies showing the budgets.
  const hasBudgets =
    budgets === 'shown' || filters.budget !== undefined || filters.sort?.endsWith('budgetLeft') === true
  const list = useInfiniteQuery({
    ...pipelines.list(
      view === 'fleet'
        ? { ...filters, trend: true, limit: FLEET_PAGE, ...(hasBudgets && { objectives: true }) }
        : filters,
    ),
    placeholderData: keepPreviousData,
  })
  const sort = filters.sort ?? DEFAULT_SORTS[view]
  const scope = JSON.stringify([filters, view === 'fleet'])
  const steadyRows = useSteadyRows(
    list.data?.pages.flatMap((page) => page.items) ?? [],
    list.isPlaceholderData ? null : scope,
  )
  const { items } = steadyRows
  const total = list.data?.pages[0]?.total
  const isEmpty = list.isSuccess && items.length === 0 && !isFiltered(filters)
  const selection = useSelection(
    items.map(({ id }) => id),
    scope,
    list.data !== undefined && !list.isPlaceholderData,
  )
  const arrivals = useArrivals(
    (message) =>
      message.type === 'pipeline.changed' && ['created', 'restored'].includes(message.change)
        ? message.pipelineId
        : null,
    items,
  )
  const newCount = items.length === 0 ? 0 : Math.max(arrivals.count, steadyRows.withheld)
  const editor = useRole('editor')

  const change = (changes: Changes) =>
    setParameters((current) => changeListSearch(current, changes), {
      replace: true,
      preventScrollReset: true,
    })
  const changeSort = (next: PipelineSort) => change({ sort: next === DEFAULT_SORTS[view] ? undefined : next })
  const clear = () => setParameters(view === 'grid' ? {} : { view }, { replace: true })
  const showNew = () => {
    scrollTo({ top: 0 })
    void list.refetch().then(() => {
      steadyRows.release()
      arrivals.clear()
    })
  }

  const renderFleet = (shownPipelines: readonly PipelineSummary[] | null) => (
    <FleetView
      pipelines={shownPipelines}
      total={total}
      budgets={hasBudgets}
      sort={sort}
      onSort={changeSort}
      more={{
        has: list.hasNextPage && !list.isPlaceholderData,
        busy: list.isFetchingNextPage,
        load: () => void list.fetchNextPage(),
      }}
    />
  )

  const renderContent = (): ReactNode => {
    if (list.isPending) {
      if (view === 'grid') return <CardGridSkeleton />
      if (view === 'fleet') return renderFleet(null)
      return <PipelineTable pipelines={null} selection={selection} sort={sort} onSort={() => {}} />
    }
    if (list.isError && list.data === undefined) {
      return (
        <Card>
          <QueryError query={list} title={pipelinesPageWords.loadError} />
        </Card>
      )
    }
    if (isEmpty) return <NoPipelines />
    if (items.length === 0) return <NoMatches onClear={clear} />
    if (view === 'fleet') return renderFleet(items)
    return (
      <>
        {view === 'grid' ? (
          <CardGrid pipelines={items} selection={selection} />
        ) : (
          <PipelineTable pipelines={items} selection={selection} sort={sort} onSort={changeSort} />
        )}
        <LoadMorePages query={list} shown={items.length} total={total} noun={pipelinesPageWords.noun} />
        <PipelineBulkBar selection={selection} shown={items.length} total={total} filters={filters} />
      </>
    )
  }

  return (
    <>
      <PageHeader
        title={pipelinesPageWords.pipelines}
        facts={total !== undefined && <span className="tabular text-text-faint">{formatTotal(total)}</span>}
        views={
          <>
            <ViewMenu page="pipelines" />
            <Link to={paths.flows()} className={buttonClass({ className: 'max-sm:hidden' })}>
              <Workflow aria-hidden className="size-4" />
              {pipelinesPageWords.flows}
            </Link>
            <Segmented
              label={pipelinesPageWords.view}
              options={VIEWS}
              chosen={view}
              onChoose={(key) => change({ view: key === 'grid' ? undefined : key })}
            />
          </>
        }
        actions={
          <>
            <DocumentMenu filters={filters} total={total} selected={selection.ids} />
            <Link to={paths.templates()} className={buttonClass({ className: 'max-sm:hidden' })}>
              <LayoutTemplate aria-hidden className="size-4" />
              {pipelinesPageWords.templates}
            </Link>
            {editor.allowed && (
              <Link to={paths.newPipeline()} className={buttonClass({ variant: 'primary' })}>
                <Plus aria-hidden className="size-4" />
                {pipelinesPageWords.createPipeline}
              </Link>
            )}
          </>
        }
      />
      <FolderNote />
      {view === 'fleet' && !isEmpty && (
        <div className="flex flex-wrap items-start justify-between gap-x-4">
          <FleetSummary chosen={filters.freshness} onChoose={(freshness) => change({ freshness })} />
          <div className="-mt-2.5 mb-3 flex min-h-6 items-center gap-4 max-lg:hidden">
            {hasBudgets && <BudgetLegend />}
            <Checkbox
              label={objectiveWords.show}
              checked={hasBudgets}
              onChange={({ target: { checked } }) => setBudgets(checked ? 'shown' : 'hidden')}
            />
          </div>
        </div>
      )}
      {!isEmpty && (
        <ListFilters
          view={view}
          filters={filters}
          days={days}
          hasTemplates={items.some(({ template }) => template !== null)}
          onChange={change}
          onClear={clear}
        />
      )}
      <NewItemsPill
        count={newCount}
        noun={pipelinesPageWords.noun[newCount === 1 ? 0 : 1]}
        onShow={showNew}
      />
      <ListRegion isStale={list.isPlaceholderData}>{renderContent()}</ListRegion>
    </>
  )
}
