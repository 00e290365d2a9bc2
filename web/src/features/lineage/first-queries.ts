import type { FirstQueries } from '#web/api/access/start-ahead.ts'
import { lineage } from '#web/api/lineage/lineage.ts'

import { aroundQuery, readLineageSearch } from './lineage-search.ts'

/** What is around the place that the address names, or the list of all places. */
export const firstQueries: FirstQueries = (queries, { searchParams }) => {
  const search = readLineageSearch(searchParams)
  if (search.of === null) {
    const filters = search.search === '' ? {} : { search: search.search }
    return [queries.infiniteQuery(lineage.datasets(filters))]
  }
  return [queries.query(lineage.around(search.of, aroundQuery(search)))]
}
