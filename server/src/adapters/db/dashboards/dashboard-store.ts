import { sql } from 'kysely'

import { DASHBOARD_SHARING } from '@flx/shared/dashboards/dashboard'

import type { DashboardRecord, DashboardStore } from '../../../domain/dashboards/dashboard-store.ts'
import { fold, storable, withoutNul } from '../core/rows/folded-text.ts'
import { rowReader, toJson } from '../core/rows/json.ts'
import type { DashboardRow } from '../core/schema.ts'
import type { Trx, Writer } from '../core/writer.ts'

/** Stores the dashboards that users made. */
export function createDashboardStore(writer: Writer): DashboardStore {
  const { db } = writer
  return {
    create(dashboard, most, note) {
      return writer.change(async (trx, emit, audit) => {
        if ((await countOf(trx, dashboard.owner.id)) >= most) return 'full' as const
        await trx.insertInto('dashboard').values(dashboardRow(dashboard)).execute()
        emit({ type: 'dashboards.changed' })
        audit(note)
        return 'created' as const
      })
    },

    async find(id) {
      const row = await db.selectFrom('dashboard').selectAll().where('id', '=', id).executeTakeFirst()
      return row === undefined ? undefined : dashboardRecord(row)
    },

    async visibleTo(ownerId, limit) {
      const dashboards = () =>
        db.selectFrom('dashboard').selectAll().orderBy('name_key').orderBy('id').limit(limit)
      const ownDashboards = await dashboards().where('owner_id', '=', ownerId).execute()
      const sharedDashboards = await dashboards()
        // A literal, not a parameter: otherwise the partial index is not considered.
        .where(sql<boolean>`sharing <> 'private'`)
        .where('owner_id', '<>', ownerId)
        .execute()
      return [...ownDashboards, ...sharedDashboards].slice(0, limit).map((row) => dashboardRecord(row))
    },

    update(dashboard, expectedVersion, note) {
      return writer.change(async (trx, emit, audit) => {
        const { id, ...values } = dashboardRow(dashboard)
        const { numUpdatedRows } = await trx
          .updateTable('dashboard')
          .set(values)
          .where('id', '=', id)
          .where('version', '=', expectedVersion)
          .executeTakeFirstOrThrow()
        if (numUpdatedRows !== 1n) return false
        emit({ type: 'dashboards.changed' })
        audit(note)
        return true
      })
    },

    remove(id, { at, forgetBefore }, note) {
      return writer.change(async (trx, emit, audit) => {
        const row = await trx.deleteFrom('dashboard').where('id', '=', id).returningAll().executeTakeFirst()
        if (row === undefined) return false
        await trx.deleteFrom('deleted_dashboard').where('deleted_at', '<', forgetBefore).execute()
        await trx
          .insertInto('deleted_dashboard')
          .values({ ...row, deleted_at: at })
          .execute()
        emit({ type: 'dashboards.changed' })
        audit(note)
        return true
      })
    },

    async findDeleted(id, since) {
      const row = await db
        .selectFrom('deleted_dashboard')
        .selectAll()
        .where('id', '=', id)
        .where('deleted_at', '>=', since)
        .executeTakeFirst()
      return row === undefined ? undefined : dashboardRecord(row, 'deleted_dashboard')
    },

    async deletedSince(since, { ownerId, shared }, limit) {
      const query = db
        .selectFrom('deleted_dashboard')
        .selectAll()
        .where('deleted_at', '>=', since)
        .orderBy('deleted_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
      const rows = await (
        shared
          ? query.where(sql<boolean>`sharing <> 'private'`).where('owner_id', '<>', ownerId)
          : query.where('owner_id', '=', ownerId)
      ).execute()
      return rows.map((row) => ({
        ...dashboardRecord(row, 'deleted_dashboard'),
        deletedAt: row.deleted_at,
      }))
    },

    restore(id, most, note) {
      return writer.change(async (trx, emit, audit) => {
        const deleted = await trx
          .selectFrom('deleted_dashboard')
          .selectAll()
          .where('id', '=', id)
          .executeTakeFirst()
        if (deleted === undefined) return 'missing' as const
        const { deleted_at: _deletedAt, ...row } = deleted
        if ((await countOf(trx, row.owner_id)) >= most) return 'full' as const
        await trx.deleteFrom('deleted_dashboard').where('id', '=', id).execute()
        await trx.insertInto('dashboard').values(row).execute()
        emit({ type: 'dashboards.changed' })
        audit(note)
        return 'restored' as const
      })
    },
  }
}

async function countOf(trx: Trx, ownerId: string): Promise<number> {
  const { count } = await trx
    .selectFrom('dashboard')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('owner_id', '=', ownerId)
    .executeTakeFirstOrThrow()
  return count
}

const dashboardRow = (dashboard: DashboardRecord): DashboardRow =>
  storable({
    id: dashboard.id,
    name: dashboard.name,
    name_key: fold(withoutNul(dashboard.name)),
    sharing: dashboard.sharing,
    widgets: toJson(dashboard.widgets),
    owner_id: dashboard.owner.id,
    owner_name: dashboard.owner.name,
    version: dashboard.version,
    created_at: dashboard.createdAt,
    updated_at: dashboard.updatedAt,
  } as const)

function dashboardRecord(
  row: DashboardRow,
  table: 'dashboard' | 'deleted_dashboard' = 'dashboard',
): DashboardRecord {
  const read = rowReader(table, row.id)
  return {
    id: row.id,
    name: row.name,
    // Unreadable sharing: only the owner sees it.
    sharing: DASHBOARD_SHARING.find((known) => known === row.sharing) ?? 'private',
    widgets: read.array('widgets', row.widgets, 'object'),
    owner: { id: row.owner_id, name: row.owner_name },
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
