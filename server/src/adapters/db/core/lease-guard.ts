import type { Lease } from '../../../domain/executions/execution-store.ts'
import type { Dialect } from './open-database.ts'
import type { Trx } from './writer.ts'

/**
 * Whether a worker still holds the lease of its running execution, for writes to other tables. On PostgreSQL the row is
 * locked until the commit, so that the execution cannot end in between; SQLite has one writer at a time.
 */
export async function holdsLease(trx: Trx, dialect: Dialect, lease: Lease): Promise<boolean> {
  const row = await trx
    .selectFrom('execution')
    .select('id')
    .where('id', '=', lease.executionId)
    .where('status', '=', 'running')
    .where('lease_token', '=', lease.token)
    .$if(dialect === 'postgres', (query) => query.forShare())
    .executeTakeFirst()
  return row !== undefined
}
