import type { HubEntry } from '@flx/shared/plugins/hub'
import { PLUGIN_TYPES } from '@flx/shared/plugins/plugin'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { SearchX } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { Link } from 'react-router'

import { hub } from '#web/api/plugins/hub.ts'
import { paths } from '#web/paths.ts'
import { QueryError } from '#web/ui/table/query-error.tsx'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { FilterChip } from '#web/ui/chips/chip.tsx'
import { LoadMorePages } from '#web/ui/table/load-more.tsx'
import { SearchField } from '#web/ui/fields/search-field.tsx'
import { EmptyState, Skeleton } from '#web/ui/states.tsx'

import { hubFilters, type Change, type PluginSearch } from '../list/plugin-search.ts'
import { TYPE_WORDS } from '../plugin-words.ts'
import { AddDialog } from './add-dialog.tsx'
import { EntryCard } from './entry-card.tsx'
import { OriginLine } from './origin-line.tsx'
import { catalogueWords } from './words.ts'

/** The catalogue of plugins: search by name or variant, and add one with all its details. */
export function Catalogue({ search, onChange }: { search: PluginSearch; onChange: Change }) {
  const filters = hubFilters(search.filters)
  const list = useInfiniteQuery({ ...hub.list(filters), placeholderData: keepPreviousData })
  const [chosen, setChosen] = useState<HubEntry | null>(null)
  const pages = list.data?.pages ?? []
  const items = pages.flatMap((page) => page.items)
  const first = pages[0]

  const renderContent = (): ReactNode => {
    if (list.isError && list.data === undefined) {
      return (
        <Card>
          <QueryError query={list} title={catalogueWords.loadError} />
        </Card>
      )
    }
    if (list.isPending) {
      return (
        <div aria-hidden className={GRID}>
          {Array.from({ length: 12 }, (_, index) => (
            <Skeleton key={index} className="h-24" />
          ))}
        </div>
      )
    }
    if (items.length === 0) {
      return (
        <Card>
          <EmptyState
            icon={SearchX}
            title={catalogueWords.noMatch}
            actions={
              <>
                <Button variant="primary" onClick={() => onChange({ search: undefined, type: undefined })}>
                  {catalogueWords.clearSearchAndFilters}
                </Button>
                <Link to={paths.newPlugin()} className={buttonClass()}>
                  {catalogueWords.addCustom}
                </Link>
              </>
            }
          >
            {catalogueWords.noMatchHint}
          </EmptyState>
        </Card>
      )
    }
    return (
      <>
        <ul aria-label={catalogueWords.catalogue} className={GRID}>
          {items.map((entry) => (
            <EntryCard
              key={`${entry.hubType}/${entry.name}`}
              entry={entry}
              onChoose={() => setChosen(entry)}
            />
          ))}
        </ul>
        <LoadMorePages query={list} shown={items.length} total={first?.total} noun={catalogueWords.noun} />
      </>
    )
  }

  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <SearchField
          label={catalogueWords.searchCatalogue}
          placeholder={catalogueWords.nameOrVariant}
          value={filters.search ?? ''}
          onSearch={(text) => onChange({ search: text })}
          className="w-full sm:w-64"
        />
        <FilterChip
          label={catalogueWords.type}
          options={PLUGIN_TYPES.map((value) => ({ value, label: TYPE_WORDS[value] }))}
          value={filters.type}
          onChange={(value) => onChange({ type: value })}
        />
      </div>
      {first !== undefined && <OriginLine origin={first} filters={filters} />}
      <div aria-busy={list.isPlaceholderData} className={list.isPlaceholderData ? 'opacity-60' : undefined}>
        {renderContent()}
      </div>
      {chosen !== null && <AddDialog entry={chosen} onClose={() => setChosen(null)} />}
    </>
  )
}

const GRID = 'grid gap-3 sm:grid-cols-2 lg:grid-cols-3 2xl:grid-cols-4'
