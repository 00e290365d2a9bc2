import { sql, type Kysely, type RawBuilder } from 'kysely'

import type { List } from '@flx/shared/core/list'
import {
  MAX_IN_FLOW,
  MAX_IN_LISTED_FLOW,
  type Flow,
  type FlowListQuery,
  type FlowPipeline,
} from '@flx/shared/pipelines/flows'

import { decodeCursor, encodeCursor } from '../core/rows/cursor.ts'
import { searchContains } from '../core/rows/folded-text.ts'
import type { PipelineRow, Schema } from '../core/schema.ts'

interface ChainRow {
  root: string
  size: number
  failed: number
  running: number
  rank: number
  name_key: string
}

type MemberRow = Pick<
  PipelineRow,
  | 'id'
  | 'name'
  | 'after_pipeline_id'
  | 'is_active'
  | 'last_status'
  | 'last_execution_id'
  | 'loaded_at'
  | 'stale_at'
> & { root: string }

/** Selects the pipelines that start a chain: others follow them, and they follow no pipeline that still exists. */
const BEGINNINGS = sql`select first.id from pipeline first
  where first.archived_at is null
    and first.id in (select after_pipeline_id from pipeline where after_pipeline_id is not null and archived_at is null)
    and not exists (select 1 from pipeline before
      where before.id = first.after_pipeline_id and before.archived_at is null)`

/**
 * Selects every pipeline of the chains that start this way. Chains contain no cycles and are short: both are checked
 * when they are created.
 */
const members = (beginnings: RawBuilder<unknown>) => sql`member (root, id, depth) as (
  select id, id, 0 from (${beginnings}) as beginning
  union all
  select member.root, next.id, member.depth + 1 from member
    join pipeline next on next.after_pipeline_id = member.id where next.archived_at is null)`

const rank = (now: string) => sql`case
  when pipeline.is_active = 0 then 4
  when pipeline.last_status = 'failed' then 0
  when pipeline.stale_at < ${now} then 1
  when pipeline.last_status in ('running', 'pending') then 2
  else 3 end`

/** Reads a page of chains, each with the pipelines nearest to its start. */
export async function listFlows(
  db: Kysely<Schema>,
  { sort, cursor, limit, search }: FlowListQuery,
  now: string,
): Promise<List<Flow>> {
  const found =
    search === undefined || search.trim() === ''
      ? sql`true`
      : sql`chain.root in (select member.root from member join pipeline searched on searched.id = member.id
          where ${searchContains(search, 'searched')})`
  const place =
    sort === 'worst' ? sql`chain.rank, first.name_key, chain.root` : sql`first.name_key, chain.root`
  const { rows } = await sql<ChainRow>`with recursive ${members(BEGINNINGS)},
    chain as (
      select member.root, count(*) as size, min(${rank(now)}) as rank,
        sum(case when pipeline.last_status = 'failed' then 1 else 0 end) as failed,
        sum(case when pipeline.last_status in ('running', 'pending') then 1 else 0 end) as running
      from member join pipeline on pipeline.id = member.id group by member.root)
    select chain.*, first.name_key from chain join pipeline first on first.id = chain.root
    where ${found} ${afterCursor(sort, place, cursor)}
    order by ${place} limit ${limit + 1}`.execute(db)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    items: await withPipelines(db, page, MAX_IN_LISTED_FLOW),
    nextCursor:
      rows.length > limit && last !== undefined
        ? encodeCursor(sort, [...(sort === 'worst' ? [String(last.rank)] : []), last.name_key, last.root])
        : null,
  }
}

function afterCursor(sort: string, place: RawBuilder<unknown>, cursor: string | undefined) {
  if (cursor === undefined) return sql``
  const values = decodeCursor(sort, sort === 'worst' ? 3 : 2, cursor)
  const parameters = values.map((value, index) =>
    // The rank is a number, which cannot be compared with a text.
    sort === 'worst' && index === 0 ? sql`${Number(value)}` : sql`${value}`,
  )
  return sql`and (${place}) > (${sql.join(parameters)})`
}

/**
 * Returns the chain that a pipeline is in, alone or with others, with its neighbours first; undefined for an archived
 * pipeline.
 */
export async function flowOf(db: Kysely<Schema>, id: string): Promise<Flow | undefined> {
  const { rows } = await sql<ChainRow>`with recursive
    above (id, before) as (
      select id, after_pipeline_id from pipeline where id = ${id} and archived_at is null
      union all
      select pipeline.id, pipeline.after_pipeline_id from above join pipeline on pipeline.id = above.before
        where pipeline.archived_at is null),
    ${members(sql`select above.id from above where not exists (select 1 from pipeline one
        where one.id = above.before and one.archived_at is null)`)}
    select member.root, count(*) as size,
      sum(case when pipeline.last_status = 'failed' then 1 else 0 end) as failed,
      sum(case when pipeline.last_status in ('running', 'pending') then 1 else 0 end) as running
    from member join pipeline on pipeline.id = member.id group by member.root`.execute(db)
  const [chain] = rows
  if (chain === undefined) return undefined
  return (await withPipelines(db, [chain], MAX_IN_FLOW, id))[0]
}

async function withPipelines(
  db: Kysely<Schema>,
  chains: readonly Pick<ChainRow, 'root' | 'size' | 'failed' | 'running'>[],
  limit: number,
  near = '',
): Promise<Flow[]> {
  if (chains.length === 0) return []
  const roots = sql.join(chains.map(({ root }) => sql`${root}`))
  const { rows } = await sql<MemberRow>`with recursive
    ${members(sql`select id from pipeline where id in (${roots})`)},
    placed as (
      select member.root, member.id, row_number() over (partition by member.root
        order by case when pipeline.id = ${near} or pipeline.after_pipeline_id = ${near} then 0 else 1 end,
          member.depth, pipeline.name_key) as place
      from member join pipeline on pipeline.id = member.id)
    select placed.root, pipeline.id, pipeline.name, pipeline.after_pipeline_id, pipeline.is_active,
      pipeline.last_status, pipeline.last_execution_id, pipeline.loaded_at, pipeline.stale_at
    from placed join pipeline on pipeline.id = placed.id
    where placed.place <= ${limit} order by placed.place`.execute(db)
  const byChain = Map.groupBy(rows, ({ root }) => root)
  return chains.map(({ root, size, failed, running }) => ({
    id: root,
    ...{ size, failed, running },
    pipelines: (byChain.get(root) ?? []).map(toFlowPipeline),
  }))
}

const toFlowPipeline = (row: MemberRow): FlowPipeline => ({
  id: row.id,
  name: row.name,
  after: row.after_pipeline_id,
  isActive: row.is_active === 1,
  status: row.last_status as FlowPipeline['status'],
  lastExecutionId: row.last_execution_id,
  loadedAt: row.loaded_at || null,
  staleAt: row.is_active === 1 ? row.stale_at : null,
})
