import { sql, type KyselyPlugin, type RootOperationNode } from 'kysely'

import { createStores, type Stores } from '../../../src/adapters/db/create-stores.ts'
import type { Database } from '../../../src/adapters/db/core/open-database.ts'
import { createSecretBox } from '../../../src/adapters/secrets/secret-box.ts'
import { aResult, at, startedExecution, storedPipeline } from '../../support/records.ts'

/** Enough that PostgreSQL's planner uses an index where one helps, and quick to create. */
export const SIZE = { pipelines: 400, executions: 40_000 }
const FIRST = Date.parse(at(0))
const EACH_SECONDS = 60

/**
 * A month of pipelines and executions as copies of one that the stores created. Returns a pipeline, and the newest
 * execution's time.
 */
export async function fillForPlans(
  database: Database,
  stores: Stores,
): Promise<{ pipelineId: string; executionId: string; last: string }> {
  const pipeline = await storedPipeline(stores, { name: 'First' })
  const lease = await startedExecution(stores, pipeline)
  await stores.executions.finish(lease, aResult(), at(9))
  const { db } = database
  const id = (number: string) => `'01890000-0000-7000-8000-' || lpad((${number})::text, 12, '0')`
  await sql
    .raw(
      `insert into pipeline select made.* from pipeline one, generate_series(1, ${SIZE.pipelines}) n,
        jsonb_populate_record(one, jsonb_build_object('id', ${id('n')}, 'name', 'Pipeline ' || n,
        'name_key', 'pipeline ' || n, 'search_text', 'pipeline ' || n || ' orders')) made where one.id = '${pipeline.id}'`,
    )
    .execute(db)
  const queued = `to_char(to_timestamp(${FIRST / 1000} + n * ${EACH_SECONDS}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS".000Z"')`
  await sql
    .raw(
      `insert into execution select made.* from execution one, generate_series(1, ${SIZE.executions}) n,
        jsonb_populate_record(one, jsonb_build_object('id', ${id(`1000000 + n`)},
        'pipeline_id', ${id(`n % ${SIZE.pipelines} + 1`)}, 'pipeline_name', 'Pipeline ' || n % ${SIZE.pipelines} + 1,
        'queued_at', ${queued}, 'started_at', ${queued}, 'finished_at', ${queued}, 'turn_at', '',
        'status', case when n % 10 = 1 then 'failed' when n % 100 = 2 then 'cancelled' else 'success' end,
        'trigger_kind', case when n % 3 = 0 then 'schedule' when n % 50 = 1 then 'api' else 'manual' end,
        'full_refresh', case when n % 40 = 0 then 1 else 0 end, 'duration_ms', n::bigint * 7919 % 100000, 'records_processed', n::bigint * 104729 % 1000000,
        'shortfall', case when n % 200 = 0 then 'empty' end,
        'error_message', case when n % 10 = 1 then 'The connection to host ' || n || case when n % 500 = 1 then ': certificate has expired' else ' was refused' end end)) made where one.id = '${lease.executionId}'`,
    )
    .execute(db)
  // All rows are analysed, not a random sample: the same plans every time.
  await sql`alter table execution alter column error_message set statistics 1000`.execute(db)
  await sql`vacuum (analyze) execution, pipeline`.execute(db)
  return {
    pipelineId: '01890000-0000-7000-8000-000000000001',
    executionId: '01890000-0000-7000-8000-000001000000',
    last: new Date(FIRST + SIZE.executions * EACH_SECONDS * 1000).toISOString(),
  }
}

interface PlanNode {
  'Node Type': string
  'Relation Name'?: string
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  Plans?: PlanNode[]
}

/** Totals of lists, which stop at ten thousand. */
const COUNTS = /\) as (counted|scanned)\b/

/** Rows of a table that the queries of some work read, kept or not: the largest number of one query, without totals. */
export async function rowsReadBy(
  database: Database,
  table: string,
  work: (stores: Stores) => Promise<unknown>,
): Promise<number> {
  const seen: RootOperationNode[] = []
  const watch: KyselyPlugin = {
    transformQuery: ({ node }) => (seen.push(node), node),
    transformResult: ({ result }) => Promise.resolve(result),
  }
  const secretBox = createSecretBox({ bytes: Buffer.alloc(32, 7), file: 'test.key' })
  const watched = { ...database, db: database.db.withPlugin(watch) }
  await work(createStores(watched, { secretBox, clock: { now: () => new Date(at(0)) } }))
  let most = 0
  for (const node of seen) {
    const compiled = database.db.getExecutor().compileQuery(node, { queryId: '' })
    if (!/^\s*(select|with)\b/i.test(compiled.sql) || COUNTS.test(compiled.sql)) continue
    const { rows } = await database.db.executeQuery<{ 'QUERY PLAN': { Plan: PlanNode }[] }>({
      ...compiled,
      sql: `explain (analyze, format json, timing off) ${compiled.sql}`,
    })
    const [plan] = rows[0]?.['QUERY PLAN'] ?? []
    if (plan !== undefined) most = Math.max(most, rowsOf(plan.Plan, table))
  }
  return most
}

const rowsOf = (node: PlanNode, table: string): number =>
  (node['Relation Name'] === table
    ? (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']
    : 0) + (node.Plans ?? []).reduce((sum, one) => sum + rowsOf(one, table), 0)
