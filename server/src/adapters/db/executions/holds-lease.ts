import type { Lease } from '../../../domain/executions/execution-store.ts'
import type { Dialect } from '../core/open-database.ts'
import type { Trx } from '../core/writer.ts'

/** Whether an execution is running under this lease; for a write to another table in the same transaction. */
export async function holdsLease(trx: Trx, lease: Lease, dialect: Dialect): Promise<boolean> {
  const held = await trx
    .selectFrom('execution')
    .select('id')
    .where('id', '=', lease.executionId)
    .where('status', '=', 'running')
    .where('lease_token', '=', lease.token)
    // A transaction that ends the execution at the same time waits.
    .$if(dialect === 'postgres', (query) => query.forUpdate())
    .executeTakeFirst()
  return held !== undefined
}
