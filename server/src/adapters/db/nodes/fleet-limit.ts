import { fleetLimitSchema } from '@flx/shared/nodes/node'
import { sql, type Kysely, type RawBuilder, type SqlBool } from 'kysely'

import { rowReader } from '../core/rows/json.ts'
import type { Schema } from '../core/schema.ts'

/** The row of `meta` that holds how many executions all workers together perform at once. */
export const FLEET_LIMIT = 'most-executions'

/**
 * Whether fewer executions are running than all workers together may perform; they are counted only if there is a
 * limit. A damaged row must not stop every claim: it is ignored here, and reported by `fleetLimit`.
 */
export const withinFleetLimit = (): RawBuilder<SqlBool> => sql<SqlBool>`not exists (
  select 1 from meta where name = ${FLEET_LIMIT}
  and case when value <> '' and length(value) < 7 and trim(value, '0123456789') = '' and trim(value, '0') <> ''
    then cast(value as integer) end <= (
    select count(*) from execution busy where busy.status = 'running' and busy.trigger_kind <> 'report'))`

/**
 * Reads the limit of the fleet; null if there is none. An unreadable limit is reported as damaged and counts as none.
 */
export async function fleetLimit(db: Kysely<Schema>): Promise<number | null> {
  const row = await db.selectFrom('meta').select('value').where('name', '=', FLEET_LIMIT).executeTakeFirst()
  if (row === undefined) return null
  const limit = fleetLimitSchema.shape.limit.safeParse(
    /^\d{1,6}$/.test(row.value) ? Number(row.value) : row.value,
  )
  if (limit.success) return limit.data
  rowReader('meta', FLEET_LIMIT).report('value', 'It is not a limit of executions: no limit applies.')
  return null
}
