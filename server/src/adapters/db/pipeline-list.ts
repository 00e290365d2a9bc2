import type { Kysely } from 'kysely'

import type { List } from '@flx/shared/list'
import type { PipelineListQuery } from '@flx/shared/pipeline'

import { searchContains, withoutNul } from './folded-text.ts'
import { readPage, type SortKeys } from './keyset.ts'
import type { PipelineRow, Schema } from './schema.ts'

export const PIPELINE_SORT_KEYS: SortKeys<PipelineRow> = {
  name: [{ sql: 'name_key', of: (row) => row.name_key }],
  createdAt: [{ sql: 'created_at', of: (row) => row.created_at }],
  lastExecutionAt: [{ sql: 'last_execution_at', of: (row) => row.last_execution_at }],
}

/** A page of pipelines. Archived ones only when they are asked for. */
export function listPipelines<Item>(
  db: Kysely<Schema>,
  { sort, cursor, limit, ...filter }: PipelineListQuery,
  present: (row: PipelineRow) => Item,
): Promise<List<Item>> {
  const matching = pipelinesMatching(db, filter)
  const wish = { sort, sortKeys: PIPELINE_SORT_KEYS, cursor, limit, present }
  return readPage(db, matching.selectAll(), matching, wish)
}

/** The pipelines that a filter lets through. */
export function pipelinesMatching(
  db: Kysely<Schema>,
  query: Omit<PipelineListQuery, 'sort' | 'cursor' | 'limit'>,
) {
  let result = db
    .selectFrom('pipeline')
    .where('archived_at', query.status === 'archived' ? 'is not' : 'is', null)
  if (query.status === 'active') result = result.where('is_active', '=', 1)
  if (query.status === 'inactive') result = result.where('is_active', '=', 0)
  if (query.type !== undefined) result = result.where('type', '=', query.type)
  if (query.lastStatus !== undefined) result = result.where('last_status', '=', query.lastStatus)
  if (query.extractor !== undefined) result = result.where('extractor', '=', withoutNul(query.extractor))
  if (query.loader !== undefined) result = result.where('loader', '=', withoutNul(query.loader))
  const { tag, search } = query
  if (tag !== undefined) {
    result = result.where('id', 'in', (tagged) =>
      tagged.selectFrom('pipeline_tag').select('pipeline_tag.pipeline_id').where('tag', '=', withoutNul(tag)),
    )
  }
  if (search !== undefined && search.trim() !== '') result = result.where(searchContains(search))
  return result
}
