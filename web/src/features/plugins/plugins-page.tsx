import { PLUGIN_TYPES } from '@flx/shared/plugin'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { FilterX, Plug, Plus } from 'lucide-react'
import { useRef, type ReactNode } from 'react'
import { Link, useSearchParams } from 'react-router'

import { useLive } from '#web/api/live.tsx'
import { plugins } from '#web/api/plugins.ts'
import { useRole } from '#web/api/session.ts'
import { useListKeys } from '#web/lib/list-keys.ts'
import { paths } from '#web/paths.ts'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { FilterChip } from '#web/ui/chip.tsx'
import { LoadMore, formatTotal } from '#web/ui/load-more.tsx'
import { PageHeader } from '#web/ui/page.tsx'
import { SearchField } from '#web/ui/search-field.tsx'
import { EmptyState, ErrorState } from '#web/ui/states.tsx'

import { DEFAULT_SORT, isFiltered, readPluginSearch } from './plugin-search.ts'
import { PluginTable } from './plugin-table.tsx'
import { INSTALLED_WORDS, TYPE_WORDS } from './plugin-words.ts'

export function Component() {
  const [parameters, setParameters] = useSearchParams()
  const filters = readPluginSearch(parameters)
  const list = useInfiniteQuery({ ...plugins.list(filters), placeholderData: keepPreviousData })
  useLive('plugins')
  const editor = useRole('editor')
  const region = useRef<HTMLDivElement>(null)
  useListKeys(region)
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  const total = list.data?.pages[0]?.total

  const change = (name: string, value: string | undefined) =>
    setParameters(
      (current) => {
        const next = new URLSearchParams(current)
        if (value === undefined || value === '') next.delete(name)
        else next.set(name, value)
        return next
      },
      { replace: true, preventScrollReset: true },
    )
  const clear = () => setParameters({}, { replace: true })
  const register = editor.allowed && (
    <Link to={paths.newPlugin()} className={buttonClass({ variant: 'primary' })}>
      <Plus aria-hidden className="size-4" />
      Register plugin
    </Link>
  )

  const content = (): ReactNode => {
    if (list.isError && list.data === undefined) {
      return (
        <Card>
          <ErrorState
            title="The plugins could not be loaded"
            error={list.error}
            retrying={list.isFetching}
            onRetry={() => void list.refetch()}
          />
        </Card>
      )
    }
    if (!list.isPending && items.length === 0) {
      return (
        <Card>
          {isFiltered(filters) ? (
            <EmptyState
              icon={FilterX}
              title="No plugins match"
              actions={
                <Button variant="primary" onClick={clear}>
                  Clear search and filters
                </Button>
              }
            >
              Nothing has all of what you asked for.
            </EmptyState>
          ) : (
            <EmptyState icon={Plug} title="No plugins yet" actions={register}>
              A plugin reads, changes or writes data. Register any program that speaks Singer.
            </EmptyState>
          )}
        </Card>
      )
    }
    return (
      <>
        <PluginTable
          plugins={list.isPending ? null : items}
          sort={filters.sort ?? DEFAULT_SORT}
          onSort={(sort) => change('sort', sort === DEFAULT_SORT ? undefined : sort)}
        />
        {!list.isPending && (
          <LoadMore
            shown={items.length}
            total={total}
            noun={items.length === 1 ? 'plugin' : 'plugins'}
            hasMore={list.hasNextPage}
            busy={list.isFetchingNextPage}
            onMore={() => void list.fetchNextPage()}
          />
        )}
      </>
    )
  }

  return (
    <>
      <PageHeader
        title="Plugins"
        facts={total !== undefined && <span className="tabular text-text-faint">{formatTotal(total)}</span>}
        actions={register}
      />
      <div className="mb-4 flex flex-wrap items-center gap-2">
        <SearchField
          label="Filter plugins"
          placeholder="Filter by name, description, variant…"
          value={filters.search ?? ''}
          onSearch={(search) => change('search', search)}
          className="w-full sm:w-72"
        />
        <FilterChip
          label="Type"
          options={PLUGIN_TYPES.map((value) => ({ value, label: TYPE_WORDS[value] }))}
          value={filters.type}
          onChange={(value) => change('type', value)}
        />
        <FilterChip
          label="Installed"
          options={Object.entries(INSTALLED_WORDS).map(([value, label]) => ({ value, label }))}
          value={filters.installed?.toString()}
          onChange={(value) => change('installed', value)}
        />
        {isFiltered(filters) && (
          <Button variant="quiet" onClick={clear}>
            Clear all
          </Button>
        )}
      </div>
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
