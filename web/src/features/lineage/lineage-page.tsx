import { useLive } from '#web/api/live/live.tsx'
import { changeSearch } from '#web/lib/lists/change-search.ts'
import { prepareGraph } from '#web/parts/graph/lazy-graph.tsx'
import { SearchField } from '#web/ui/fields/search-field.tsx'
import { PageHeader } from '#web/ui/page.tsx'
import { useAddressSearch } from '#web/parts/address-search.ts'

import { DatasetList } from './dataset-list.tsx'
import { LineageFilters } from './lineage-filters.tsx'
import { readLineageSearch } from './lineage-search.ts'
import { NeighbourhoodView } from './neighbourhood-view.tsx'
import { lineageWords as words } from './words.ts'

prepareGraph()

/** The lineage page: a search first, then the neighbourhood of one dataset or pipeline. */
export function Component() {
  const [parameters, setParameters] = useAddressSearch()
  const search = readLineageSearch(parameters)
  useLive('pipelines')
  const change = (changes: Record<string, string | undefined>) =>
    setParameters((current) => changeSearch(current, changes), { replace: true, preventScrollReset: true })
  const isSearching = search.centre === null || search.search !== ''
  return (
    <>
      <PageHeader
        title={words.title}
        facts={
          <span className="flex flex-wrap items-center gap-2 max-sm:mt-2">
            <SearchField
              // Choosing a node ends the search that was being typed.
              key={search.centre?.id ?? ''}
              label={words.searchLabel}
              placeholder={words.search}
              value={search.search}
              onSearch={(text) => change({ search: text })}
              className="w-72 max-sm:w-full"
            />
            <LineageFilters source={search.source} tag={search.tag} onChange={change} />
          </span>
        }
      />
      {isSearching || search.centre === null ? (
        <DatasetList
          search={search}
          preservedSearch={{
            ...{ up: search.up, down: search.down },
            ...(search.source !== undefined && { source: search.source }),
            ...(search.tag !== undefined && { tag: search.tag }),
          }}
        />
      ) : (
        <NeighbourhoodView centre={search.centre} search={search} onChange={change} />
      )}
    </>
  )
}
