import { sql, type Kysely } from 'kysely'

/** Adds an index of the flows that have ended, in the order in which retention reads them. */
export async function pastFlows(db: Kysely<unknown>): Promise<void> {
  await sql`create index dataset_flow_past on dataset_flow (until, id) where until is not null`.execute(db)
}
