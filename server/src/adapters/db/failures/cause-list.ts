import { sql, type Expression, type SelectQueryBuilder, type SqlBool } from 'kysely'

import type { CauseCounts, CauseListQuery, FailureCauseList } from '@flx/shared/failures/failure-cause'

import { searchContains } from '../core/rows/folded-text.ts'
import { orderOf, pageOf, pageQuery, type SortKey, type SortKeys } from '../core/rows/keyset.ts'
import type { FailureCauseRow, Schema } from '../core/schema.ts'
import type { Writer } from '../core/writer.ts'
import { withDetails } from './cause-details.ts'
import { OPEN_FIRST, stateOf, URGENCY } from './cause-state.ts'

const column = (name: keyof FailureCauseRow): SortKey<FailureCauseRow> => ({
  sql: name,
  value: (row) => String(row[name]),
})
/** Open causes come first in both directions, so one is not the reverse of the other. */
const openFirst: SortKey<FailureCauseRow> = {
  sql: OPEN_FIRST,
  value: ({ urgency }) => String(URGENCY.open - urgency),
}
const SORT_KEYS: SortKeys<FailureCauseRow> = Object.fromEntries(
  Object.entries({
    affected: [column('affected'), column('last_seen_at')],
    lastSeenAt: [column('last_seen_at')],
    firstSeenAt: [column('first_seen_at')],
    failures: [column('failures'), column('last_seen_at')],
  }).flatMap(([name, keys]) => [
    [name, [openFirst, ...keys]],
    [`-${name}`, [column('urgency'), ...keys]],
  ]),
)

/** Reads a page of causes, with the counts of all states. */
export async function listCauses(
  writer: Writer,
  { state, sort, cursor, limit, ...filter }: CauseListQuery,
  now: Date,
): Promise<FailureCauseList> {
  const conditions = conditionsOf(writer, filter)
  const matching = writer.db.selectFrom('failure_cause').where((eb) => eb.and(conditions))
  const inState = state === undefined ? matching : matching.where('urgency', '=', URGENCY[state])
  const order = orderOf(sort, SORT_KEYS)
  const columns = conditions.length === 0 ? inState.selectAll() : readOnce(writer, inState.selectAll())
  const rows = await pageQuery(columns, order, cursor, limit).execute()
  const urgencyCounts = await matching
    .select(['urgency', ({ fn }) => fn.countAll<number>().as('count')])
    .groupBy('urgency')
    .execute()
  const counts = countsOf(urgencyCounts)
  const total = state === undefined ? counts.open + counts.acknowledged + counts.recovered : counts[state]
  const page = pageOf(rows, [{ count: total }], order, { limit, present: (row: FailureCauseRow) => row })
  return { ...page, items: await withDetails(writer, page.items, now), counts }
}

type Rows = SelectQueryBuilder<Schema, 'failure_cause', FailureCauseRow>

/**
 * Selects the same rows before they are sorted: causes are few, so reading all of them once is cheaper than following
 * an order to rows all over the table until enough of them match.
 */
function readOnce({ db }: Writer, matching: Rows): Rows {
  const found = db.with(
    (cte) => cte('found').materialized(),
    () => matching,
  )
  // It has the columns of the table.
  return found.selectFrom('found').selectAll() as unknown as Rows
}

/** Converts counts by urgency to counts by state. */
export function countsOf(rows: readonly { urgency: number; count: number }[]): CauseCounts {
  const counts: CauseCounts = { open: 0, acknowledged: 0, recovered: 0 }
  for (const { urgency, count } of rows) counts[stateOf(urgency)] += count
  return counts
}

type Filter = Omit<CauseListQuery, 'state' | 'sort' | 'cursor' | 'limit'>

function conditionsOf({ db }: Writer, filter: Filter): Expression<SqlBool>[] {
  const { from, plugin, tag, assignee, search = '' } = filter
  const conditions: Expression<SqlBool>[] = []
  if (from !== undefined) conditions.push(sql<SqlBool>`last_seen_at >= ${new Date(from).toISOString()}`)
  if (plugin !== undefined) conditions.push(sql<SqlBool>`plugin = ${plugin}`)
  if (assignee !== undefined) {
    conditions.push(
      assignee === 'none' ? sql<SqlBool>`assignee_id is null` : sql<SqlBool>`assignee_id = ${assignee}`,
    )
  }
  if (tag !== undefined) {
    const tagged = db
      .selectFrom('pipeline_tag')
      .innerJoin('failure_cause_pipeline', 'failure_cause_pipeline.pipeline_id', 'pipeline_tag.pipeline_id')
      .select('cause_id')
      .where('tag', '=', tag)
    conditions.push(sql<SqlBool>`id in ${tagged}`)
  }
  if (search.trim() !== '') {
    const byPipelineName = db
      .selectFrom('failure_cause_pipeline')
      .select('cause_id')
      .where('pipeline_id', 'in', pipelinesNamed(db, search))
    conditions.push(sql<SqlBool>`(${searchContains(search, 'failure_cause')} or id in ${byPipelineName})`)
  }
  return conditions
}

/** Archived pipelines separately: each half is read from its own index. */
const pipelinesNamed = (db: Writer['db'], search: string) =>
  db
    .selectFrom('pipeline')
    .select('id')
    .where('archived_at', 'is', null)
    .where(searchContains(search, 'pipeline'))
    .unionAll(
      db
        .selectFrom('pipeline')
        .select('id')
        .where('archived_at', 'is not', null)
        .where(searchContains(search, 'pipeline')),
    )
