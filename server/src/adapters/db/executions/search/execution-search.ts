import { sql, type Kysely, type RawBuilder } from 'kysely'

import type { ExecutionFilter } from '@flx/shared/executions/execution'
import { TOTAL_CAP } from '@flx/shared/core/list'

import { all, conditionsOf, planOf, type Condition } from './execution-filter.ts'
import { afterPlace, orderBy, planSources, type Place, type Source } from './execution-sources.ts'
import { fold, withoutNul } from '../../core/rows/folded-text.ts'
import type { Dialect } from '../../core/open-database.ts'
import type { Schema } from '../../core/schema.ts'

/** The trigram indexes need at least this many characters. */
const MIN_INDEXED_LENGTH = 3
/**
 * If more pipelines than this have a matching name, executions are read newest first and checked: matches are
 * everywhere.
 */
const MAX_PIPELINES = 30
/** How many error messages one fetch finds at most; each is a row somewhere on the disk. */
const BUDGET = 1500
/** The same for counting them together with other conditions. */
const COUNT_BUDGET = 500
/**
 * Each letter of a phrase costs a pass through the index, so of longer texts only both ends, together this long, are
 * looked up.
 */
const MAX_PHRASE_LENGTH = 16
/** See the migration: how many places one millisecond has. */
const PLACES_PER_MILLISECOND = 1_048_576

/**
 * Returns where a search looks: in the pipelines with a matching name, and in the error messages, each through its
 * index. A search that no index can answer, or within one pipeline, checks row by row within its budget.
 */
export async function searchSources(
  db: Kysely<Schema>,
  dialect: Dialect,
  { search, ...filter }: ExecutionFilter & { search: string },
): Promise<Source[]> {
  const text = withoutNul(search.trim())
  const plan = planOf(filter)
  const rowCost = plan.rowCost === 'dense' ? 'texts' : plan.rowCost
  if (Array.from(text).length < MIN_INDEXED_LENGTH || filter.pipelineId !== undefined) {
    const nameOrError = sql<boolean>`(${hasName(text)} or ${hasError(text, dialect)})`
    return planSources(db, { ...plan, rowCost, rest: [...plan.rest, nameOrError] })
  }
  const pipelines = await pipelinesNamed(db, text)
  const filterConditions = conditionsOf(filter)
  const failures = (exclusions: Condition[]) => failureSource(db, dialect, text, filterConditions, exclusions)
  if (pipelines.length > MAX_PIPELINES) {
    return [
      ...planSources(db, { ...plan, rowCost, rest: [...plan.rest, hasName(text)] }),
      failures([sql`not ${hasName(text)}`]),
    ]
  }
  const renamed = await hasOtherNames(db, text, pipelines)
  const name = renamed ? [hasName(text)] : []
  const plans = pipelines.map((pipelineId) => planOf({ ...filter, pipelineId }))
  const ranges = plans.flatMap((pipelinePlan) => pipelinePlan.ranges)
  const pipelineSources = planSources(db, {
    ranges,
    rest: [...(plans[0]?.rest ?? []), ...name],
    rowCost: 'scattered',
  })
  if (pipelines.length === 0) return [failures([])]
  return [
    ...pipelineSources,
    failures([renamed ? sql`not ${hasName(text)}` : sql`pipeline_id not in (${sql.join(pipelines)})`]),
  ]
}

/** Returns the search as one condition, for work outside the server's thread. */
export const searchCondition = (search: string, dialect: Dialect): Condition => {
  const text = withoutNul(search.trim())
  return sql`(${hasName(text)} or ${hasError(text, dialect)})`
}

/** The names are few and folded; the row has the name under which it was executed. */
const hasName = (text: string): Condition =>
  sql`pipeline_name in (select name from past_name where folded like ${patternOf(fold(text))} escape '\\')`

const hasError = (text: string, dialect: Dialect): Condition =>
  sql`error_message ${sql.raw(dialect === 'sqlite' ? 'like' : 'ilike')} ${patternOf(text)} escape '\\'`

const patternOf = (text: string): string => `%${text.replaceAll(/[\\%_]/g, (character) => `\\${character}`)}%`

async function pipelinesNamed(db: Kysely<Schema>, text: string): Promise<string[]> {
  const rows = await db
    .selectFrom('past_name')
    .select('pipeline_id')
    .distinct()
    .where(sql<boolean>`folded like ${patternOf(fold(text))} escape '\\'`)
    .limit(MAX_PIPELINES + 1)
    .execute()
  return rows.map((row) => row.pipeline_id)
}

/** Whether any of the pipelines was also executed under a name without the text. */
async function hasOtherNames(
  db: Kysely<Schema>,
  text: string,
  pipelines: readonly string[],
): Promise<boolean> {
  if (pipelines.length === 0) return false
  const otherName = await db
    .selectFrom('past_name')
    .select('name')
    .where('pipeline_id', 'in', pipelines)
    .where(sql<boolean>`folded not like ${patternOf(fold(text))} escape '\\'`)
    .limit(1)
    .executeTakeFirst()
  return otherName !== undefined
}

/**
 * Finds failures whose message contains the text. PostgreSQL itself weighs its trigram index against the order of the
 * list.
 */
function failureSource(
  db: Kysely<Schema>,
  dialect: Dialect,
  text: string,
  filterConditions: readonly Condition[],
  exclusions: readonly Condition[],
): Source {
  // A result of several sources is listed once, so it must not be counted twice.
  const conditions = [...filterConditions, ...exclusions]
  if (dialect === 'postgres') {
    const matching = (list: readonly Condition[]) => all([...list, hasError(text, dialect)])
    return {
      async fetch({ direction, after, limit }) {
        const { rows } = await sql<Place>`
          select queued_at as at, id from execution where ${all([matching(filterConditions), ...afterPlace(after, direction)])}
          ${orderBy(direction)} limit ${limit}`.execute(db)
        return { places: rows, cursor: rows.length < limit ? null : (rows.at(-1) ?? null) }
      },
      async count() {
        const { rows } = await sql<{ count: number }>`
          select count(*) as count from (select 1 from execution where ${matching(conditions)} limit ${BUDGET}) as counted`.execute(
          db,
        )
        const count = rows[0]?.count ?? 0
        return { count, exact: count < BUDGET }
      },
    }
  }
  const phrases = phrasesOf(text)
  const query = phrases.map((phrase) => `"${phrase.replaceAll('"', '""')}"`).join(' AND ')
  // Both ends of a phrase can match without the whole, so the message itself is checked as well.
  const recheck = phrases.length > 1 ? [hasError(text, dialect)] : []
  /** Joins matching places, in the order of the list, with their rows; `cross join` keeps that order. */
  const matchingRows = (order: RawBuilder<unknown>, limits: Condition[], maxRows = BUDGET) => sql`
    (select rowid as place from failure_text where ${all([sql`failure_text match ${query}`, ...limits])}
      order by rowid ${order} limit ${maxRows}) as found
    cross join execution on execution.error_seq = found.place`
  /** Counts in the index alone. */
  const countAll = async () => {
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from (
        select 1 from failure_text where failure_text match ${query} limit ${TOTAL_CAP + 1}) as counted`.execute(
      db,
    )
    const count = rows[0]?.count ?? 0
    return { count, exact: count <= TOTAL_CAP }
  }
  return {
    async fetch({ direction, after, limit }) {
      const order = sql.raw(direction)
      const limits = after === undefined ? [] : [boundAfter(after, direction)]
      const filters = [...filterConditions, ...recheck, ...afterPlace(after, direction)]
      const { rows } = await sql<Place>`
        select queued_at as at, id from ${matchingRows(order, limits)}
        where ${all(filters)} limit ${limit}`.execute(db)
      if (rows.length >= limit) return { places: rows, cursor: rows.at(-1) ?? null }
      const { rows: last } = await sql<Place>`
        select queued_at as at, id from execution where error_seq = (
          select rowid from failure_text where ${all([sql`failure_text match ${query}`, ...limits])}
          order by rowid ${order} limit 1 offset ${BUDGET - 1})`.execute(db)
      return { places: rows, cursor: last[0] ?? null }
    },
    async count() {
      const countConditions = [...conditions, ...recheck]
      if (countConditions.length === 0) return countAll()
      const { rows } = await sql<{ count: number; scanned: number }>`
        select coalesce(sum(case when ${all(countConditions)} then 1 else 0 end), 0) as count, count(*) as scanned
        from ${matchingRows(sql.raw('desc'), [], COUNT_BUDGET)}`.execute(db)
      const [row] = rows
      return { count: row?.count ?? 0, exact: (row?.scanned ?? 0) < COUNT_BUDGET }
    },
  }
}

/** Returns the phrases to look up in the trigram index: the text, or the two ends of a long one. */
function phrasesOf(text: string): string[] {
  const letters = Array.from(text)
  if (letters.length <= MAX_PHRASE_LENGTH) return [text]
  const halfLength = MAX_PHRASE_LENGTH / 2
  return [letters.slice(0, halfLength).join(''), letters.slice(-halfLength).join('')]
}

/**
 * Roughly bounds the places after the cursor: its whole millisecond is read again, and the rows show which of them come
 * after it.
 */
function boundAfter({ at }: Place, direction: Direction): Condition {
  const ms = Date.parse(at)
  return direction === 'desc'
    ? sql`rowid < cast(${ms + 1} as integer) * ${sql.raw(String(PLACES_PER_MILLISECOND))}`
    : sql`rowid >= cast(${ms} as integer) * ${sql.raw(String(PLACES_PER_MILLISECOND))}`
}

type Direction = 'asc' | 'desc'
