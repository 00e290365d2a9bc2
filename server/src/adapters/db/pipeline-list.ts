import { sql, type Kysely } from 'kysely'

import type { List } from '@flx/shared/list'
import type { PipelineFilter, PipelineListQuery } from '@flx/shared/pipeline'

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

/** Ids and names of what a filter lets through, newest first. */
export function matchingPipelines(
  db: Kysely<Schema>,
  filter: PipelineFilter,
  limit: number,
): Promise<{ id: string; name: string }[]> {
  return pipelinesMatching(db, filter)
    .select(['id', 'name'])
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** Every tag once: a step through the index per tag, however many pipelines have it. */
export async function pipelineTags(db: Kysely<Schema>, limit: number): Promise<string[]> {
  const { rows } = await sql<{ tag: string }>`with recursive each_tag (tag) as (
      select min(tag) from pipeline_tag
      union all
      select (select min(pipeline_tag.tag) from pipeline_tag where pipeline_tag.tag > each_tag.tag)
      from each_tag where each_tag.tag is not null)
    select tag from each_tag where tag is not null limit ${limit}`.execute(db)
  return rows.map(({ tag }) => tag)
}

/** Looked up at once: parameters of one query are limited. */
const NAMES_AT_ONCE = 1000

/** Names by id, archived ones too. */
export async function pipelineNames(
  db: Kysely<Schema>,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  for (let from = 0; from < ids.length; from += NAMES_AT_ONCE) {
    const some = ids.slice(from, from + NAMES_AT_ONCE)
    const rows = await db.selectFrom('pipeline').select(['id', 'name']).where('id', 'in', some).execute()
    for (const { id, name } of rows) names.set(id, name)
  }
  return names
}

/** Whole rows by id, archived ones too, or by name, without them; in the order of names. */
export async function pipelinesBy(
  db: Kysely<Schema>,
  column: 'id' | 'name',
  values: readonly string[],
): Promise<PipelineRow[]> {
  const rows: PipelineRow[] = []
  for (let from = 0; from < values.length; from += NAMES_AT_ONCE) {
    const some = values.slice(from, from + NAMES_AT_ONCE)
    let query = db.selectFrom('pipeline').selectAll().where(column, 'in', some)
    if (column === 'name') query = query.where('archived_at', 'is', null)
    rows.push(...(await query.orderBy(column).limit(some.length).execute()))
  }
  return rows.sort((a, b) => (a.name_key === b.name_key ? 0 : a.name_key < b.name_key ? -1 : 1))
}

/** The pipelines that a filter lets through. */
export function pipelinesMatching(db: Kysely<Schema>, query: PipelineFilter) {
  let result = db
    .selectFrom('pipeline')
    .where('archived_at', query.status === 'archived' ? 'is not' : 'is', null)
  if (query.status === 'active') result = result.where('is_active', '=', 1)
  if (query.status === 'inactive') result = result.where('is_active', '=', 0)
  if (query.type !== undefined) result = result.where('type', '=', query.type)
  if (query.lastStatus !== undefined) result = result.where('last_status', 'in', query.lastStatus)
  if (query.createdFrom !== undefined) result = result.where('created_at', '>=', asStored(query.createdFrom))
  if (query.createdTo !== undefined) result = result.where('created_at', '<', asStored(query.createdTo))
  if (query.extractor !== undefined) result = result.where('extractor', '=', withoutNul(query.extractor))
  if (query.loader !== undefined) result = result.where('loader', '=', withoutNul(query.loader))
  const { tag, search } = query
  if (tag !== undefined) {
    result = result.where('id', 'in', (tagged) =>
      tagged.selectFrom('pipeline_tag').select('pipeline_tag.pipeline_id').where('tag', '=', withoutNul(tag)),
    )
  }
  if (search !== undefined && search.trim() !== '') {
    // Looked for among the texts alone: a pipeline's row is long.
    result = result.where('id', 'in', (found) =>
      found
        .selectFrom('pipeline as searched')
        .select('searched.id')
        .where('searched.archived_at', query.status === 'archived' ? 'is not' : 'is', null)
        .where(searchContains(search, 'searched')),
    )
  }
  return result
}

/** Stored times have milliseconds; a filter may come without. */
const asStored = (time: string): string => new Date(time).toISOString()
