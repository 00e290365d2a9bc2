import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { SearchX, Workflow } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { useLive } from '#web/api/live/live.tsx'
import { pipelines } from '#web/api/pipelines/pipelines.ts'
import { changeSearch } from '#web/lib/lists/change-search.ts'
import { useIsPhone } from '#web/lib/browser/media.ts'
import { prepareGraph } from '#web/parts/graph/lazy-graph.tsx'
import { paths } from '#web/paths.ts'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { SearchField } from '#web/ui/fields/search-field.tsx'
import { Segmented } from '#web/ui/fields/segmented.tsx'
import { PageHeader } from '#web/ui/page.tsx'
import { EmptyState, Loading, Skeleton } from '#web/ui/states.tsx'
import { LoadMorePages } from '#web/ui/table/load-more.tsx'
import { QueryError } from '#web/ui/table/query-error.tsx'
import { useAddressSearch } from '#web/parts/address-search.ts'

import { fitInOneGraph } from './flow-graph.ts'
import { FlowList, FlowTree } from './flow-list.tsx'
import { FlowPicture } from './flow-picture.tsx'
import { flowWords as words } from './words.ts'

prepareGraph()

const SORTS = [
  { key: 'worst', label: words.worst },
  { key: 'name', label: words.byName },
] as const

/** The fleet as chains of pipelines that start one after another: worst first, a few at a time. */
export function Component() {
  const [parameters, setParameters] = useAddressSearch()
  const search = parameters.get('search') ?? ''
  const sort = parameters.get('sort') === 'name' ? 'name' : 'worst'
  const chosen = parameters.get('chain')
  const isPhone = useIsPhone()
  useLive('pipelines')
  const list = useInfiniteQuery({
    ...pipelines.flowList({ sort, ...(search !== '' && { search }) }),
    placeholderData: keepPreviousData,
  })
  // The chosen chain with more of its pipelines than the list has.
  const fullFlow = useQuery({ ...pipelines.flow(chosen ?? ''), enabled: chosen !== null }).data
  const change = (changes: Record<string, string | undefined>) =>
    setParameters((current) => changeSearch(current, changes), { replace: true, preventScrollReset: true })
  const flows = list.data?.pages.flatMap(({ items }) => items) ?? []

  const renderContent = (): ReactNode => {
    if (list.isPending) {
      return (
        <Loading label={words.loading}>
          <Skeleton className="h-96" />
        </Loading>
      )
    }
    if (list.isError && list.data === undefined) {
      return (
        <Card>
          <QueryError query={list} title={words.loadError} />
        </Card>
      )
    }
    if (flows.length === 0) {
      return (
        <Card>
          {search === '' ? (
            <EmptyState
              icon={Workflow}
              title={words.none}
              actions={
                <Link to={paths.pipelines()} className={buttonClass()}>
                  {words.toPipelines}
                </Link>
              }
            >
              {words.noneHint}
            </EmptyState>
          ) : (
            <EmptyState
              icon={SearchX}
              title={words.noMatch}
              actions={<Button onClick={() => change({ search: undefined })}>{words.clear}</Button>}
            >
              {words.noMatchHint}
            </EmptyState>
          )}
        </Card>
      )
    }
    const more = <LoadMorePages query={list} shown={flows.length} total={undefined} noun={words.noun} />
    if (isPhone) {
      return (
        <div className="space-y-3">
          {flows.map((flow) => (
            <FlowTree key={flow.id} flow={flow} />
          ))}
          {more}
        </div>
      )
    }
    const listedFlow = flows.find(({ id }) => id === chosen)
    const chosenFlow = chosen === null ? undefined : fullFlow?.id === chosen ? fullFlow : listedFlow
    return (
      <div className="flex items-start gap-4">
        <div className="max-h-[calc(100dvh-12rem)] w-64 shrink-0 overflow-y-auto">
          <FlowList
            flows={flows}
            chosen={chosenFlow?.id ?? null}
            onChoose={(id) => change({ chain: id ?? undefined })}
          />
          {more}
        </div>
        <div className="min-w-0 grow">
          <FlowPicture
            key={chosenFlow?.id ?? ''}
            flows={chosenFlow === undefined ? fitInOneGraph(flows) : [chosenFlow]}
          />
        </div>
      </div>
    )
  }

  return (
    <>
      <PageHeader
        title={words.title}
        breadcrumb={
          <Link to={paths.pipelines()} className="rounded-sm hover:text-text hover:underline">
            {words.pipelines}
          </Link>
        }
        facts={<span className="text-text-faint">{words.hint}</span>}
        views={
          <>
            <SearchField
              label={words.searchLabel}
              placeholder={words.search}
              value={search}
              onSearch={(text) => change({ search: text })}
              className="w-64 max-sm:w-full"
            />
            <Segmented
              label={words.sort}
              options={SORTS}
              chosen={sort}
              onChoose={(key) => change({ sort: key === 'worst' ? undefined : key })}
            />
          </>
        }
      />
      {renderContent()}
    </>
  )
}
