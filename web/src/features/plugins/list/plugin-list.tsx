import { PLUGIN_TYPES, type Plugin } from '@flx/shared/plugins/plugin'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { FilterX, Library, Plug } from 'lucide-react'
import { useState, type ReactNode } from 'react'

import { plugins } from '#web/api/plugins/plugins.ts'
import { useSelection } from '#web/lib/lists/selection.ts'
import { QueryError } from '#web/ui/table/query-error.tsx'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { ChipRow } from '#web/ui/chips/chip-row.tsx'
import { FilterChip } from '#web/ui/chips/chip.tsx'
import { DaysChip } from '#web/ui/chips/days-chip.tsx'
import { ListRegion } from '#web/ui/table/list-region.tsx'
import { LoadMorePages } from '#web/ui/table/load-more.tsx'
import { SearchField } from '#web/ui/fields/search-field.tsx'
import { EmptyState } from '#web/ui/states.tsx'

import { OutputDialog } from '../install/output-dialog.tsx'
import { PluginBulkBar } from './plugin-bulk-bar.tsx'
import { DEFAULT_SORT, isFiltered, type Change, type PluginSearch } from './plugin-search.ts'
import { PluginTable } from './plugin-table.tsx'
import { INSTALLED_WORDS, TYPE_WORDS } from '../plugin-words.ts'
import { pluginListWords } from './words.ts'

/** The list of added plugins, with its filters. */
export function PluginList({
  search,
  onChange,
  onClear,
}: {
  search: PluginSearch
  onChange: Change
  onClear: () => void
}) {
  const { filters } = search
  const list = useInfiniteQuery({ ...plugins.list(filters), placeholderData: keepPreviousData })
  const [watchedPlugin, setWatchedPlugin] = useState<Plugin | null>(null)
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  const total = list.data?.pages[0]?.total
  const selection = useSelection(
    items.map(({ id }) => id),
    JSON.stringify(filters),
    list.data !== undefined && !list.isPlaceholderData,
  )

  const renderContent = (): ReactNode => {
    if (list.isError && list.data === undefined) {
      return (
        <Card>
          <QueryError query={list} title={pluginListWords.loadError} />
        </Card>
      )
    }
    if (!list.isPending && items.length === 0) {
      return (
        <Card>
          <NothingFound
            filtered={isFiltered(filters)}
            onClear={onClear}
            onCatalogue={() => onChange({ tab: 'catalogue', installed: undefined, sort: undefined })}
          />
        </Card>
      )
    }
    return (
      <>
        <PluginTable
          plugins={list.isPending ? null : items}
          selection={selection}
          sort={filters.sort ?? DEFAULT_SORT}
          onSort={(sort) => onChange({ sort: sort === DEFAULT_SORT ? undefined : sort })}
          onOutput={setWatchedPlugin}
        />
        {!list.isPending && (
          <LoadMorePages
            query={list}
            shown={items.length}
            total={total}
            noun={[pluginListWords.one, pluginListWords.many]}
          />
        )}
        <PluginBulkBar selection={selection} plugins={items} total={total} filters={filters} />
      </>
    )
  }

  return (
    <>
      <div className="mb-4 flex flex-wrap items-center gap-2">
        <SearchField
          label={pluginListWords.filterPlugins}
          placeholder={pluginListWords.nameDescriptionVariant}
          value={filters.search ?? ''}
          onSearch={(text) => onChange({ search: text })}
          className="w-full sm:w-64"
        />
        <ChipRow>
          <FilterChip
            label={pluginListWords.type}
            options={PLUGIN_TYPES.map((value) => ({ value, label: TYPE_WORDS[value] }))}
            value={filters.type}
            onChange={(value) => onChange({ type: value })}
          />
          <FilterChip
            label={pluginListWords.installed}
            options={Object.entries(INSTALLED_WORDS).map(([value, label]) => ({ value, label }))}
            value={filters.installed?.toString()}
            onChange={(value) => onChange({ installed: value })}
          />
          <DaysChip
            label={pluginListWords.installedAt}
            from={search.days.from}
            to={search.days.to}
            onChange={({ from, to }) => onChange({ installedFrom: from, installedTo: to })}
          />
          {isFiltered(filters) && (
            <Button variant="quiet" onClick={onClear}>
              {pluginListWords.clearAll}
            </Button>
          )}
        </ChipRow>
      </div>
      <ListRegion isStale={list.isPlaceholderData}>{renderContent()}</ListRegion>
      {watchedPlugin !== null && (
        <OutputDialog
          // The current state of the plugin, not the one from when the dialog was opened.
          plugin={items.find(({ id }) => id === watchedPlugin.id) ?? watchedPlugin}
          onClose={() => setWatchedPlugin(null)}
        />
      )}
    </>
  )
}

function NothingFound({
  filtered,
  onClear,
  onCatalogue,
}: {
  filtered: boolean
  onClear: () => void
  onCatalogue: () => void
}) {
  const catalogueButton = (
    <Button variant={filtered ? 'secondary' : 'primary'} icon={Library} onClick={onCatalogue}>
      {pluginListWords.browseCatalogue}
    </Button>
  )
  if (!filtered) {
    return (
      <EmptyState icon={Plug} title={pluginListWords.noPluginsYet} actions={catalogueButton}>
        {pluginListWords.emptyHint}
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon={FilterX}
      title={pluginListWords.noPluginsMatch}
      actions={
        <>
          <Button variant="primary" onClick={onClear}>
            {pluginListWords.clearSearchAndFilters}
          </Button>
          {catalogueButton}
        </>
      }
    >
      {pluginListWords.noMatchHint}
    </EmptyState>
  )
}
