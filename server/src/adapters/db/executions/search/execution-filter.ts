import { sql, type RawBuilder, type SqlBool } from 'kysely'

import type { ExecutionFilter } from '@flx/shared/executions/execution'
import { EXECUTION_STATUSES, type ExecutionStatus } from '@flx/shared/executions/execution-status'

export type Condition = RawBuilder<SqlBool>

/**
 * How to find the executions that match a filter. Each range is a stretch of one index in the order of the list; no
 * execution is in two of them. `rest` must be checked row by row.
 */
export interface Plan {
  ranges: Range[]
  rest: Condition[]
  /** The cost of checking a row: `scattered` rows lie far apart, `texts` means that texts are scanned. */
  rowCost: 'dense' | 'texts' | 'scattered'
}

/** A range of one index, between two times of queueing. */
export interface Range {
  key: Condition
  /** Times in stored form. */
  from: string | undefined
  to: string | undefined
}

type Filter = Omit<ExecutionFilter, 'search'>

/** Plans a filter. The indexes are those of the migrations; each ends with the time of queueing and the id. */
export function planOf(filter: Filter): Plan {
  const statuses = chosenStatuses(filter.status)
  const { keys, rest } = withoutTime(filter, statuses)
  const time = { from: toStoredTime(filter.from), to: toStoredTime(filter.to) }
  const isScattered =
    filter.pipelineId !== undefined ||
    filter.shortfall !== undefined ||
    filter.fullRefresh === true ||
    // Most executions succeed.
    statuses?.includes('success') === false
  return { ranges: keys.map((key) => ({ key, ...time })), rest, rowCost: isScattered ? 'scattered' : 'dense' }
}

/** Returns the condition of a range. */
export const conditionOf = ({ key, ...time }: Range): Condition => all([key, ...timeConditions(time)])

/** Returns the filter as conditions, for executions that are found another way. */
export function conditionsOf(filter: Filter): Condition[] {
  const { pipelineId } = filter
  return [
    ...(pipelineId === undefined ? [] : [sql<SqlBool>`pipeline_id = ${pipelineId}`]),
    ...statusConditions(chosenStatuses(filter.status)),
    ...triggerConditions(filter.trigger),
    ...kindConditions(filter.fullRefresh),
    ...shortfallConditions(filter.shortfall),
    ...timeConditions(filter),
  ]
}

export const all = (conditions: readonly Condition[]): Condition =>
  conditions.length === 0 ? ALWAYS : sql`${sql.join(conditions, sql` and `)}`

function withoutTime(
  filter: Filter,
  statuses: readonly ExecutionStatus[] | undefined,
): { keys: Condition[]; rest: Condition[] } {
  const { pipelineId, trigger, fullRefresh, shortfall } = filter
  const conditions = [
    ...triggerConditions(trigger),
    ...kindConditions(fullRefresh),
    ...shortfallConditions(shortfall),
  ]
  if (pipelineId !== undefined) {
    const pipeline = sql<SqlBool>`pipeline_id = ${pipelineId}`
    return { keys: byStatus(pipeline, statuses), rest: conditions }
  }
  if (shortfall !== undefined) {
    return { keys: [sql`shortfall is not null`], rest: [...statusConditions(statuses), ...conditions] }
  }
  if (trigger !== undefined) {
    const key = sql<SqlBool>`trigger_kind = ${trigger}`
    return { keys: byStatus(key, statuses ?? EXECUTION_STATUSES), rest: kindConditions(fullRefresh) }
  }
  if (fullRefresh === true) {
    return { keys: byStatus(sql`full_refresh = 1`, statuses ?? EXECUTION_STATUSES), rest: [] }
  }
  return { keys: byStatus(ALWAYS, statuses), rest: kindConditions(fullRefresh) }
}

const ALWAYS = sql<SqlBool>`1 = 1`

/** Returns the chosen statuses; undefined for all, which filters nothing. */
function chosenStatuses(statuses: readonly ExecutionStatus[] | undefined): ExecutionStatus[] | undefined {
  const chosen = EXECUTION_STATUSES.filter((status) => statuses?.includes(status) ?? true)
  return chosen.length === EXECUTION_STATUSES.length ? undefined : chosen
}

const byStatus = (key: Condition, statuses: readonly ExecutionStatus[] | undefined): Condition[] =>
  statuses === undefined
    ? [key]
    : statuses.map((status) =>
        key === ALWAYS ? statusCondition(status) : all([key, statusCondition(status)]),
      )

const statusCondition = (status: ExecutionStatus): Condition => sql`status = ${status}`

const statusConditions = (statuses: readonly ExecutionStatus[] | undefined): Condition[] =>
  statuses === undefined ? [] : [sql`status in (${sql.join(statuses)})`]

const triggerConditions = (trigger: Filter['trigger']): Condition[] =>
  trigger === undefined ? [] : [sql`trigger_kind = ${trigger}`]

/** Literals, not parameters: otherwise the partial index of the few full refreshes is not considered. */
const kindConditions = (fullRefresh: boolean | undefined): Condition[] =>
  fullRefresh === undefined ? [] : [fullRefresh ? sql`full_refresh = 1` : sql`full_refresh = 0`]

const shortfallConditions = (shortfall: Filter['shortfall']): Condition[] =>
  shortfall === undefined ? [] : [sql`shortfall in (${sql.join(shortfall)})`]

const timeConditions = ({ from, to }: Pick<Filter, 'from' | 'to'>): Condition[] => [
  ...(from === undefined ? [] : [sql<SqlBool>`queued_at >= ${toStoredTime(from)}`]),
  ...(to === undefined ? [] : [sql<SqlBool>`queued_at < ${toStoredTime(to)}`]),
]

/** Stored times have milliseconds; those of a filter might not. */
const toStoredTime = (time: string | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString()
