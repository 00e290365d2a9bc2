import { sql, type Kysely } from 'kysely'

import type { List } from '@flx/shared/core/list'
import { freshnessOf, type FreshnessState } from '@flx/shared/pipelines/freshness'
import type { PipelineFilter, PipelineListQuery, PipelineSort } from '@flx/shared/pipelines/pipeline-list'

import { NOTHING_ENDED } from '../../../domain/figures/recent-figures.ts'
import { NO_BUDGET } from '../../../domain/objectives/objectives.ts'
import type { StalePipeline } from '../../../domain/pipelines/pipeline-store.ts'
import { searchContains, withoutNul } from '../core/rows/folded-text.ts'
import {
  cappedTotalQuery,
  orderOf,
  pageOf,
  pageQuery,
  readPage,
  type PageOptions,
  type SortKey,
  type SortKeys,
} from '../core/rows/keyset.ts'
import type { PipelineRow, Schema } from '../core/schema.ts'

type Key = SortKey<PipelineRow>

const STALE: Key = { sql: "coalesce(stale_at, '9')", value: (row) => row.stale_at ?? '9' }
const SUCCESS: Key = { sql: 'recent_success', value: (row) => String(row.recent_success) }
const P95: Key = { sql: 'recent_p95_ms', value: (row) => String(row.recent_p95_ms) }
const NEXT: Key = { sql: "coalesce(nullif(next_due_at, ''), '9')", value: (row) => row.next_due_at || '9' }
const BUDGET: Key = { sql: 'budget_left', value: (row) => String(row.budget_left) }
const OWNER: Key = { sql: 'owner', value: (row) => row.owner }

/** Returns an order that puts rows without a value, represented by `unknown`, last. */
function unknownLast(key: Key, direction: 'asc' | 'desc', unknown: string): Key[] {
  const [first, last] = direction === 'asc' ? ['0', '1'] : ['1', '0']
  const value = unknown.replaceAll("'", '')
  return [
    // Texts: an expression has no type that would convert the text of a cursor.
    {
      sql: `case when ${key.sql} = ${unknown} then '${last}' else '${first}' end`,
      value: (row) => (key.value(row) === value ? last : first),
    },
    key,
  ]
}

/** Orders without an index. */
const SORTED: ReadonlySet<string> = new Set<PipelineSort>([
  'worst',
  '-worst',
  '-staleAt',
  '-successRate',
  'p95',
  '-nextDueAt',
  'owner',
  '-budgetLeft',
])

const pipelineSortKeys = (now: string): SortKeys<PipelineRow> => ({
  worst: [
    // Comes from the clock, in the form in which times are stored.
    { sql: worstRank(now), value: (row) => String(RANKS.indexOf(stateOf(row, now))) },
    { sql: 'recent_success', value: (row) => String(row.recent_success) },
    { sql: 'name_key', value: (row) => row.name_key },
  ],
  staleAt: [STALE],
  '-staleAt': unknownLast(STALE, 'desc', "'9'"),
  successRate: [SUCCESS],
  '-successRate': unknownLast(SUCCESS, 'desc', String(NOTHING_ENDED)),
  p95: unknownLast(P95, 'asc', '0'),
  '-p95': [P95],
  nextDueAt: [NEXT],
  '-nextDueAt': unknownLast(NEXT, 'desc', "'9'"),
  owner: unknownLast(OWNER, 'asc', "''"),
  '-owner': [OWNER],
  budgetLeft: [BUDGET],
  '-budgetLeft': unknownLast(BUDGET, 'desc', String(NO_BUDGET)),
  name: [{ sql: 'name_key', value: (row) => row.name_key }],
  createdAt: [{ sql: 'created_at', value: (row) => row.created_at }],
  lastExecutionAt: [{ sql: 'last_execution_at', value: (row) => row.last_execution_at }],
})

/** In the order of `worst`. */
const RANKS: readonly FreshnessState[] = ['past', 'close', 'fresh', 'none']

const worstRank = (now: string): string =>
  `case when is_active = 0 or stale_at is null then '3' when stale_at < '${now}' then '0'
    when close_at <= '${now}' then '1' else '2' end`

const stateOf = (row: PipelineRow, now: string): FreshnessState =>
  freshnessOf(
    {
      isActive: row.is_active === 1,
      freshnessTargetSeconds: row.freshness_target_seconds,
      staleAt: row.stale_at,
    },
    Date.parse(now),
  )

/** Reads a page of pipelines; archived ones only if requested. */
export function listPipelines<Item>(
  db: Kysely<Schema>,
  { sort, cursor, limit, ...filter }: PipelineListQuery,
  now: string,
  present: (row: PipelineRow) => Item,
): Promise<List<Item>> {
  const matching = pipelinesMatching(db, filter, now)
  const options = { sort, sortKeys: pipelineSortKeys(now), cursor, limit, present }
  if (SORTED.has(sort)) return readSorted(db, matching, options)
  return readPage(db, matching.selectAll(), matching, options)
}

/** Sorts by what an index contains, and reads only the rows of the page. */
async function readSorted<Item>(
  db: Kysely<Schema>,
  matching: ReturnType<typeof pipelinesMatching>,
  { sort, sortKeys, cursor, limit, present }: PageOptions<PipelineRow, Item>,
): Promise<List<Item>> {
  const order = orderOf(sort, sortKeys)
  const ids = pageQuery(matching.select('id'), order, cursor, limit)
  // Sorted twice: the ids that are read, and the rows that are shown.
  const page = db.selectFrom('pipeline').selectAll().where('id', 'in', ids)
  const rows = await pageQuery(page, order, undefined, limit).execute()
  return pageOf(rows, await cappedTotalQuery(db, matching).execute(), order, { limit, present })
}

/** Returns ids and names of the pipelines that match a filter, newest first. */
export function matchingPipelines(
  db: Kysely<Schema>,
  filter: PipelineFilter,
  limit: number,
  now: string,
): Promise<{ id: string; name: string }[]> {
  return pipelinesMatching(db, filter, now)
    .select(['id', 'name'])
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** Returns every owner once, like `pipelineTags`. */
export async function pipelineOwners(db: Kysely<Schema>, limit: number): Promise<string[]> {
  const { rows } = await sql<{ owner: string }>`with recursive each_owner (owner) as (
      select min(owner) from pipeline where archived_at is null and owner > ''
      union all
      select (select min(pipeline.owner) from pipeline
        where pipeline.archived_at is null and pipeline.owner > each_owner.owner)
      from each_owner where each_owner.owner is not null)
    select owner from each_owner where owner is not null limit ${limit}`.execute(db)
  return rows.map(({ owner }) => owner)
}

/** Counts pipelines by freshness. Only those with a target are read, from one range of an index. */
export async function freshnessCounts(
  db: Kysely<Schema>,
  now: string,
): Promise<Record<FreshnessState, number>> {
  const { rows } = await sql<{ past: number; close: number; fresh: number; total: number }>`select
      (select count(*) from pipeline where archived_at is null) as total,
      coalesce(sum(case when stale_at < ${now} then 1 else 0 end), 0) as past,
      coalesce(sum(case when stale_at >= ${now} and close_at <= ${now} then 1 else 0 end), 0) as close,
      coalesce(sum(case when close_at > ${now} then 1 else 0 end), 0) as fresh
    from pipeline where archived_at is null and stale_at is not null and is_active = 1`.execute(db)
  const { past, close, fresh, total } = rows[0] ?? { past: 0, close: 0, fresh: 0, total: 0 }
  return { past, close, fresh, none: total - past - close - fresh }
}

/** Returns active pipelines whose data are too old, the longest overdue first. */
export async function stalePipelines(
  db: Kysely<Schema>,
  now: string,
  limit: number,
): Promise<StalePipeline[]> {
  const rows = await db
    .selectFrom('pipeline')
    .select(['id', 'name', 'loaded_at', 'freshness_target_seconds', 'stale_at'])
    .where('archived_at', 'is', null)
    .where('stale_at', 'is not', null)
    .where('stale_at', '<', now)
    .where('is_active', '=', 1)
    .orderBy('stale_at')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.flatMap((row) =>
    row.stale_at === null || row.freshness_target_seconds === null
      ? []
      : {
          pipelineId: row.id,
          pipelineName: row.name,
          loadedAt: row.loaded_at === '' ? null : row.loaded_at,
          targetSeconds: row.freshness_target_seconds,
          staleAt: row.stale_at,
        },
  )
}

/** Returns every tag once, with one step through the index per tag, however many pipelines have it. */
export async function pipelineTags(db: Kysely<Schema>, limit: number): Promise<string[]> {
  const { rows } = await sql<{ tag: string }>`with recursive each_tag (tag) as (
      select min(tag) from pipeline_tag
      union all
      select (select min(pipeline_tag.tag) from pipeline_tag where pipeline_tag.tag > each_tag.tag)
      from each_tag where each_tag.tag is not null)
    select tag from each_tag where tag is not null limit ${limit}`.execute(db)
  return rows.map(({ tag }) => tag)
}

/** How many values one query looks up: its parameters are limited. */
const NAMES_AT_ONCE = 1000

/** Returns names by id, also of archived pipelines. */
export async function pipelineNames(
  db: Kysely<Schema>,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  for (let from = 0; from < ids.length; from += NAMES_AT_ONCE) {
    const batch = ids.slice(from, from + NAMES_AT_ONCE)
    const rows = await db.selectFrom('pipeline').select(['id', 'name']).where('id', 'in', batch).execute()
    for (const { id, name } of rows) names.set(id, name)
  }
  return names
}

/** Returns whole rows by id, archived ones included, or by name, without them; sorted by name. */
export async function pipelinesBy(
  db: Kysely<Schema>,
  column: 'id' | 'name',
  values: readonly string[],
): Promise<PipelineRow[]> {
  const rows: PipelineRow[] = []
  for (let from = 0; from < values.length; from += NAMES_AT_ONCE) {
    const batch = values.slice(from, from + NAMES_AT_ONCE)
    let query = db.selectFrom('pipeline').selectAll().where(column, 'in', batch)
    if (column === 'name') query = query.where('archived_at', 'is', null)
    rows.push(...(await query.orderBy(column).limit(batch.length).execute()))
  }
  return rows.sort((a, b) => (a.name_key === b.name_key ? 0 : a.name_key < b.name_key ? -1 : 1))
}

/** Selects the pipelines that match a filter. */
function pipelinesMatching(db: Kysely<Schema>, query: PipelineFilter, now: string) {
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
  if (query.template !== undefined) result = result.where('template_id', '=', query.template)
  if (query.owner !== undefined) result = result.where('owner', '=', withoutNul(query.owner))
  const { freshness } = query
  if (freshness === 'none')
    result = result.where(({ or, eb }) => or([eb('is_active', '=', 0), eb('stale_at', 'is', null)]))
  else if (freshness !== undefined) {
    result = result.where('is_active', '=', 1)
    if (freshness === 'past') result = result.where('stale_at', '<', now)
    else
      result = result.where('close_at', freshness === 'close' ? '<=' : '>', now).where('stale_at', '>=', now)
  }
  if (query.budget === 'spent') result = result.where('budget_left', '<', 0)
  if (query.budget === 'left')
    result = result.where('budget_left', '>=', 0).where('budget_left', '<', NO_BUDGET)
  if (query.budget === 'none') result = result.where('budget_left', '=', NO_BUDGET)
  const { tag, search } = query
  if (tag !== undefined) {
    result = result.where('id', 'in', (tagged) =>
      tagged.selectFrom('pipeline_tag').select('pipeline_tag.pipeline_id').where('tag', '=', withoutNul(tag)),
    )
  }
  if (search !== undefined && search.trim() !== '') {
    // Searched in the texts alone: a pipeline's row is long.
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

/** Stored times have milliseconds; those of a filter might not. */
const asStored = (time: string): string => new Date(time).toISOString()
