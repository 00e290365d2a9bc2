import { sql, type Expression, type SqlBool } from 'kysely'

import type { CauseCounts, CauseListQuery, FailureCauseList } from '@flx/shared/failures/failure-cause'

import { searchContains } from '../core/rows/folded-text.ts'
import { orderOf, pageOf, pageQuery, type SortKey, type SortKeys } from '../core/rows/keyset.ts'
import type { FailureCauseRow } from '../core/schema.ts'
import type { Writer } from '../core/writer.ts'
import { withDetails } from './cause-details.ts'
import { stateOf, URGENCY } from './cause-state.ts'

const column = (name: keyof FailureCauseRow): SortKey<FailureCauseRow> => ({
  sql: name,
  of: (row) => String(row[name]),
})
const SORT_KEYS: SortKeys<FailureCauseRow> = {
  affected: [column('urgency'), column('affected'), column('last_seen_at')],
  lastSeenAt: [column('urgency'), column('last_seen_at')],
  firstSeenAt: [column('urgency'), column('first_seen_at')],
  failures: [column('urgency'), column('failures'), column('last_seen_at')],
}

/** A page of causes, with the counts of all states. */
export async function listCauses(
  writer: Writer,
  { state, sort, cursor, limit, ...filter }: CauseListQuery,
  now: Date,
): Promise<FailureCauseList> {
  const matching = writer.db.selectFrom('failure_cause').where((eb) => eb.and(conditionsOf(writer, filter)))
  const ofState = state === undefined ? matching : matching.where('urgency', '=', URGENCY[state])
  const order = orderOf(sort, SORT_KEYS)
  const rows = await pageQuery(ofState.selectAll(), order, cursor, limit).execute()
  const counted = await matching
    .select(['urgency', ({ fn }) => fn.countAll<number>().as('count')])
    .groupBy('urgency')
    .execute()
  const counts = countsOf(counted)
  const total = state === undefined ? counts.open + counts.acknowledged + counts.recovered : counts[state]
  const page = pageOf(rows, [{ count: total }], order, { limit, present: (row: FailureCauseRow) => row })
  return { ...page, items: await withDetails(writer, page.items, now), counts }
}

/** Counts of a query by urgency. */
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
    const named = db
      .selectFrom('pipeline')
      .innerJoin('failure_cause_pipeline', 'failure_cause_pipeline.pipeline_id', 'pipeline.id')
      .select('cause_id')
      .where(searchContains(search, 'pipeline'))
    conditions.push(sql<SqlBool>`(${searchContains(search, 'failure_cause')} or id in ${named})`)
  }
  return conditions
}
