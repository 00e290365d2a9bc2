import type { DatasetItem } from '@flx/shared/lineage/lineage'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { Waypoints } from 'lucide-react'
import { useRef } from 'react'
import { Link } from 'react-router'

import { lineage } from '#web/api/lineage/lineage.ts'
import { formatNumber } from '#web/lib/format.ts'
import { useListKeys } from '#web/lib/lists/list-keys.ts'
import { paths } from '#web/paths.ts'
import { Breakable } from '#web/ui/breakable.tsx'
import { EmptyState } from '#web/ui/states.tsx'
import type { Column } from '#web/ui/table/data-table.tsx'
import { PagedTable } from '#web/ui/table/query-table.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { ToolBadge } from './movers/mover-name.tsx'
import { filtersOf, type LineageSearch } from './lineage-search.ts'
import { KIND_ICONS } from './picture/lineage-node.tsx'
import { datasetListWords as words, kindWord } from './words.ts'

/** The results of the search, or without one, the datasets changed last. */
export function DatasetList({
  search,
  preservedSearch,
}: {
  search: Pick<LineageSearch, 'search' | 'source' | 'tag'>
  preservedSearch: Record<string, string>
}) {
  const filters = filtersOf(search)
  const query = useInfiniteQuery({
    ...lineage.datasets(filters),
    placeholderData: keepPreviousData,
  })
  const list = useRef<HTMLDivElement>(null)
  useListKeys(list)
  const columns: Column<DatasetItem>[] = [
    {
      label: words.name,
      card: 'title',
      cell: ({ id, kind, name }) => {
        const Icon = KIND_ICONS[kind]
        return (
          <Link
            data-item-link
            to={paths.lineage({ ...preservedSearch, dataset: id })}
            className="flex w-fit items-center gap-2 font-mono text-sm font-medium hover:underline"
          >
            <Icon aria-hidden className="size-4 shrink-0 text-text-faint" />
            <span>
              <Breakable text={name} />
            </span>
          </Link>
        )
      },
    },
    {
      label: words.system,
      card: 'fact',
      className: 'font-mono text-xs text-text-soft',
      cell: ({ namespace }) => (
        <span>
          <Breakable text={namespace} />
        </span>
      ),
    },
    {
      label: words.kind,
      card: 'fact',
      cell: ({ kind, dbt, tool }) => (
        <span className="inline-flex flex-wrap items-center gap-1.5">
          <span className="whitespace-nowrap">{kindWord(kind, dbt)}</span>
          {tool !== null && <ToolBadge tool={tool} />}
        </span>
      ),
    },
    {
      label: words.columns,
      numeric: true,
      card: 'none',
      cell: ({ columns: count }) => (count === 0 ? '—' : formatNumber(count)),
    },
    { label: words.changed, card: 'time', cell: ({ changedAt }) => <RelativeTime at={changedAt} /> },
  ]
  return (
    <div ref={list}>
      <PagedTable
        label={words.label}
        query={query}
        columns={columns}
        keyOf={({ id }) => id}
        rowData={() => ({ 'data-item': '' })}
        errorTitle={words.loadError}
        noun={words.noun}
        empty={
          Object.keys(filters).length === 0 ? (
            <EmptyState icon={Waypoints} title={words.none}>
              {words.noneHint}
            </EmptyState>
          ) : (
            <EmptyState icon={Waypoints} title={words.noMatch} />
          )
        }
      />
    </div>
  )
}
