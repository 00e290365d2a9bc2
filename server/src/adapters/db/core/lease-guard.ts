import type { Lease } from '../../../domain/executions/execution-store.ts'
import type { Dialect } from './open-database.ts'
import type { Trx } from './writer.ts'

/**
 * Whether a worker still holds the lease of its running execution, for a write to another table in the same transaction.
 * On PostgreSQL the row is share-locked until the commit, so that the execution cannot end in between, while other such
 * writes continue; SQLite has one writer at a time.
 */
export const holdsLeaseShared = (trx: Trx, dialect: Dialect, lease: Lease): Promise<boolean> =>
  holdsLease(trx, dialect, lease, 'share')

/** Like `holdsLeaseShared`, but the row is locked for update: only one such write at a time. */
export const holdsLeaseExclusive = (trx: Trx, dialect: Dialect, lease: Lease): Promise<boolean> =>
  holdsLease(trx, dialect, lease, 'update')

async function holdsLease(
  trx: Trx,
  dialect: Dialect,
  lease: Lease,
  lock: 'share' | 'update',
): Promise<boolean> {
  const row = await trx
    .selectFrom('execution')
    .select('id')
    .where('id', '=', lease.executionId)
    .where('status', '=', 'running')
    .where('lease_token', '=', lease.token)
    .$if(dialect === 'postgres', (query) => (lock === 'share' ? query.forShare() : query.forUpdate()))
    .executeTakeFirst()
  return row !== undefined
}
