import { CompiledQuery, type KyselyPlugin, type RootOperationNode } from 'kysely'

import { createStores, type Stores } from '../../../src/adapters/db/create-stores.ts'
import { openSqlite, type Database } from '../../../src/adapters/db/core/open-database.ts'
import { migrate } from '../../../src/adapters/db/operations/migrate.ts'
import { createSecretBox } from '../../../src/adapters/secrets/secret-box.ts'
import { at } from '../../support/records.ts'

let opened: Promise<Database> | undefined

/** An empty database for all: the plans of queries do not depend on earlier ones. */
const emptyDatabase = (): Promise<Database> =>
  (opened ??= (async () => {
    const database = openSqlite(':memory:')
    await migrate(database)
    return database
  })())

/** SQLite's plans of the queries that some work of the stores makes. */
export async function plansOf(work: (stores: Stores) => Promise<unknown>): Promise<string[]> {
  const database = await emptyDatabase()
  const seen: RootOperationNode[] = []
  const watch: KyselyPlugin = {
    transformQuery: ({ node }) => (seen.push(node), node),
    transformResult: ({ result }) => Promise.resolve(result),
  }
  const secretBox = createSecretBox({ bytes: Buffer.alloc(32, 7), file: 'test.key' })
  await work(
    createStores(
      { ...database, db: database.db.withPlugin(watch) },
      { secretBox, clock: { now: () => new Date(at(0)) } },
    ),
  )
  const plans: string[] = []
  for (const node of seen) {
    const { sql, parameters } = database.db.getExecutor().compileQuery(node, { queryId: '' })
    if (!/execution|pipeline|bulk|saved_view|audit_entry|failure_cause|dataset|dashboard/.test(sql)) continue
    const { rows } = await database.db.executeQuery<{ detail: string }>(
      CompiledQuery.raw(`explain query plan ${sql}`, [...parameters]),
    )
    plans.push(...rows.map((row) => row.detail))
  }
  return plans
}

/** Steps whose cost grows with the number of executions. */
export const SLOW =
  /SCAN (execution|pipeline|bulk|bulk_item|saved_view|audit_entry|dashboard|deleted_dashboard|pipeline_rollup|pipeline_tag)(?! USING)|TEMP B-TREE FOR|AUTOMATIC/
