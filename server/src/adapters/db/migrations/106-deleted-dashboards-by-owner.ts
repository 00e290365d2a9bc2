import { sql, type Kysely } from 'kysely'

/** Deleted dashboards are listed: one's own, and for administrators those that were shared. */
export async function deletedDashboardsByOwner(db: Kysely<unknown>): Promise<void> {
  const statements = [
    `create index deleted_dashboard_owner on deleted_dashboard (owner_id, deleted_at, id)`,
    `create index deleted_dashboard_shared on deleted_dashboard (deleted_at, id) where sharing <> 'private'`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
