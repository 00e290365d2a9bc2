import { sql, type Kysely } from 'kysely'

/** Adds indexes for the lists of deleted dashboards: a user's own, and for administrators the shared ones. */
export async function deletedDashboardsByOwner(db: Kysely<unknown>): Promise<void> {
  const statements = [
    `create index deleted_dashboard_owner on deleted_dashboard (owner_id, deleted_at, id)`,
    `create index deleted_dashboard_shared on deleted_dashboard (deleted_at, id) where sharing <> 'private'`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
