import type { FirstQueries } from '#web/api/access/start-ahead.ts'
import { lineage } from '#web/api/lineage/lineage.ts'
import { prepareGraph } from '#web/parts/graph/lazy-graph.tsx'

import { aroundQuery, filtersOf, readLineageSearch } from './lineage-search.ts'

/** What is around the place that the address names, or the list of all places. */
export const firstQueries: FirstQueries = (queries, { searchParams }) => {
  const search = readLineageSearch(searchParams)
  if (search.of === null) {
    return [queries.infiniteQuery(lineage.datasets(filtersOf(search)))]
  }
  // Beside the page's own code, not behind it.
  if (search.view === 'picture') prepareGraph()
  return [queries.query(lineage.around(search.of, aroundQuery(search)))]
}
