import type { FirstQueries } from '#web/api/access/start-ahead.ts'
import { lineage } from '#web/api/lineage/lineage.ts'
import { prepareGraph } from '#web/parts/graph/lazy-graph.tsx'

import { aroundQuery, filtersOf, readLineageSearch } from './lineage-search.ts'

/** Loads the neighbourhood of the node in the address, or the list of datasets. */
export const firstQueries: FirstQueries = (queries, { searchParams }) => {
  const search = readLineageSearch(searchParams)
  if (search.centre === null) {
    return [queries.infiniteQuery(lineage.datasets(filtersOf(search)))]
  }
  // In parallel with the page's own code.
  if (search.view === 'picture') prepareGraph()
  return [queries.query(lineage.around(search.centre, aroundQuery(search)))]
}
