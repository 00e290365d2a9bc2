import { sql, type Kysely, type RawBuilder, type SqlBool } from 'kysely'

import type { Schema } from '../core/schema.ts'

/** The row of `meta` that holds how many executions all workers together perform at once. */
export const FLEET_LIMIT = 'most-executions'

/** Fewer are under way than all workers together may perform. Counted only where there is a limit. */
export const withinFleetLimit = (): RawBuilder<SqlBool> => sql<SqlBool>`not exists (
  select 1 from meta where name = ${FLEET_LIMIT} and cast(value as integer) <= (
    select count(*) from execution busy where busy.status = 'running' and busy.trigger_kind <> 'report'))`

/** Null: there is none. */
export async function fleetLimit(db: Kysely<Schema>): Promise<number | null> {
  const row = await db.selectFrom('meta').select('value').where('name', '=', FLEET_LIMIT).executeTakeFirst()
  return row === undefined ? null : Number(row.value)
}
