import { sql, type Kysely } from 'kysely'

/** Flows that have ended, in the order in which retention goes over them. */
export async function pastFlows(db: Kysely<unknown>): Promise<void> {
  await sql`create index dataset_flow_past on dataset_flow (until, id) where until is not null`.execute(db)
}
