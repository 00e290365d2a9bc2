import { sql, type SqlBool } from 'kysely'

import type { AlertChannel, DeliveryStatus } from '@flx/shared/alert'

import type { AlertStore, ExcludedDeliveries } from '../../../domain/alerts/alert-store.ts'
import type { SecretBox } from '../../../domain/core/ports.ts'
import { alertDecisions } from './alert-decisions.ts'
import { alertIncidents } from './alert-incidents.ts'
import { channelRecord, channelRow, deliveryOf, messageFrom, ruleRecord, ruleRow } from './alert-rows.ts'
import { withoutDamaged } from '../core/rows/damaged-columns.ts'
import { rowReader, toJson } from '../core/rows/json.ts'
import { readPage, type SortKeys } from '../core/rows/keyset.ts'
import type { AlertDeliveryRow } from '../core/schema.ts'
import type { Trx, Writer } from '../core/writer.ts'

const DELIVERY_ORDER: SortKeys<AlertDeliveryRow> = {
  createdAt: [{ sql: 'created_at', value: (row) => row.created_at }],
}
/** An upper bound; rules and channels are created manually. */
const LIMIT = 1000

/** True unless an unsent delivery must go first. */
const isItsTurn = sql<SqlBool>`not exists (
  select 1 from alert_delivery as earlier where earlier.id = alert_delivery.waits_for and earlier.status = 'pending')`

/** Stores alert rules, channels, incidents and deliveries. */
export function createAlertStore(writer: Writer, secretBox: SecretBox): AlertStore {
  const { db } = writer
  const rules = () => db.selectFrom('alert_rule').selectAll().orderBy('name').orderBy('id').limit(LIMIT)
  const names = async () =>
    new Map(
      (await db.selectFrom('alert_channel').select(['id', 'name']).limit(LIMIT).execute()).map((row) => [
        row.id,
        row.name,
      ]),
    )
  const unsent = ({ ids, channelIds }: ExcludedDeliveries = { ids: [], channelIds: [] }) =>
    db
      .selectFrom('alert_delivery')
      .where('status', '=', 'pending')
      .where(isItsTurn)
      .$if(ids.length > 0, (query) => query.where('id', 'not in', ids))
      .$if(channelIds.length > 0, (query) => query.where('channel_id', 'not in', channelIds))
  return {
    ...alertDecisions(writer),
    ...alertIncidents(writer),

    async rules() {
      const rows = await rules().execute()
      const openCounts = await db
        .selectFrom('alert_incident')
        .select(['rule_id', ({ fn }) => fn.countAll<number>().as('count')])
        .where('closed_at', 'is', null)
        .groupBy('rule_id')
        .execute()
      const counts = new Map(openCounts.map((row) => [row.rule_id, row.count]))
      return rows.map((row) => ({ ...ruleRecord(row), openIncidents: counts.get(row.id) ?? 0 }))
    },

    async activeRules() {
      const active = (await rules().where('is_active', '=', 1).execute()).map(ruleRecord)
      // Damaged rules are left out: a rule whose scope cannot be read would match everything.
      return active.filter(({ damaged = [] }) => damaged.length === 0)
    },

    async findRule(id) {
      const row = await db.selectFrom('alert_rule').selectAll().where('id', '=', id).executeTakeFirst()
      return row === undefined ? undefined : ruleRecord(row)
    },

    async saveRule(rule, note) {
      const { id, ...values } = ruleRow(rule)
      await writer.change(async (trx, emit, audit) => {
        await trx
          .insertInto('alert_rule')
          .values({ id, ...values })
          .onConflict((conflict) => conflict.column('id').doUpdateSet(withoutDamaged(values, rule.damaged)))
          .execute()
        let orphaned = openOf(trx, id)
        if (rule.isActive) orphaned = orphaned.where('condition', '<>', rule.condition)
        // A damaged condition is unknown, so nothing is closed for it.
        if (rule.damaged?.includes('condition') !== true) {
          await orphaned.set({ closed_at: rule.updatedAt }).execute()
        }
        emit({ type: 'alert.changed' })
        audit(note)
      })
    },

    async removeRule(id, at, note) {
      return writer.change(async (trx, emit, audit) => {
        await openOf(trx, id).set({ closed_at: at }).execute()
        const { numDeletedRows } = await trx.deleteFrom('alert_rule').where('id', '=', id).executeTakeFirst()
        if (numDeletedRows === 0n) return false
        emit({ type: 'alert.changed' })
        audit(note)
        return true
      })
    },

    async channels() {
      const rows = await db
        .selectFrom('alert_channel')
        .selectAll()
        .orderBy('name')
        .orderBy('id')
        .limit(LIMIT)
        .execute()
      const lastRows = await db
        .selectFrom('alert_delivery as delivery')
        .select(['channel_id', 'status', 'error', 'created_at'])
        .where(
          'id',
          '=',
          sql<string>`(select newest.id from alert_delivery newest where newest.channel_id = delivery.channel_id
            order by newest.created_at desc, newest.id desc limit 1)`,
        )
        .where('channel_id', 'in', [...rows.map(({ id }) => id), ''])
        .execute()
      const lastDeliveries = new Map(
        lastRows.map((row): [string, AlertChannel['lastDelivery']] => [
          row.channel_id,
          { at: row.created_at, status: row.status as DeliveryStatus, error: row.error },
        ]),
      )
      return rows.map((row) => ({
        ...channelRecord(row, secretBox),
        lastDelivery: lastDeliveries.get(row.id) ?? null,
      }))
    },

    async findChannels(ids) {
      if (ids.length === 0) return []
      const rows = await db.selectFrom('alert_channel').selectAll().where('id', 'in', ids).execute()
      return rows.map((row) => channelRecord(row, secretBox))
    },

    async saveChannel(channel, note) {
      const { id, ...values } = channelRow(channel, secretBox)
      await writer.change(async (trx, emit, audit) => {
        await trx
          .insertInto('alert_channel')
          .values({ id, ...values })
          .onConflict((conflict) =>
            conflict.column('id').doUpdateSet(withoutDamaged(values, channel.damaged)),
          )
          .execute()
        emit({ type: 'alert.changed' })
        audit(note)
      })
    },

    async removeChannel(id, note) {
      return writer.change(async (trx, emit, audit) => {
        const ruleRows = await trx
          .selectFrom('alert_rule')
          .select(['id', 'channel_ids'])
          .limit(LIMIT)
          .execute()
        for (const rule of ruleRows) {
          const ids = rowReader('alert_rule', rule.id).array<string>('channel_ids', rule.channel_ids, 'text')
          if (!ids.includes(id)) continue
          await trx
            .updateTable('alert_rule')
            .set({ channel_ids: toJson(ids.filter((channelId) => channelId !== id)) })
            .where('id', '=', rule.id)
            .execute()
        }
        await trx.deleteFrom('alert_delivery').where('channel_id', '=', id).execute()
        const removed = await trx.deleteFrom('alert_channel').where('id', '=', id).executeTakeFirst()
        if (removed.numDeletedRows === 0n) return false
        emit({ type: 'alert.changed' })
        audit(note)
        return true
      })
    },

    async deliveries({ cursor, limit, status, channelId }) {
      let matching = db.selectFrom('alert_delivery')
      if (status !== undefined) matching = matching.where('status', '=', status)
      if (channelId !== undefined) matching = matching.where('channel_id', '=', channelId)
      const channelNames = await names()
      const page = await readPage(db, matching.selectAll(), matching, {
        sort: '-createdAt',
        sortKeys: DELIVERY_ORDER,
        cursor,
        limit,
        present: (row: AlertDeliveryRow) => row,
      })
      // A delivery that waits for an earlier one has no time of its own yet.
      const earlier = page.items.flatMap((row) => row.waits_for ?? [])
      const unsettled =
        earlier.length === 0
          ? []
          : await db
              .selectFrom('alert_delivery')
              .select('id')
              .where('id', 'in', earlier)
              .where('status', '=', 'pending')
              .execute()
      const blocked = new Set(unsettled.map(({ id }) => id))
      return {
        ...page,
        items: page.items.map((row) =>
          deliveryOf({
            ...row,
            next_attempt_at:
              row.waits_for !== null && blocked.has(row.waits_for) ? null : row.next_attempt_at,
            channel_name: channelNames.get(row.channel_id) ?? '',
          }),
        ),
      }
    },

    async dueDeliveries(now, limit, except) {
      const rows = await unsent(except)
        .selectAll()
        .where('next_attempt_at', '<=', now)
        .orderBy('next_attempt_at')
        .limit(limit)
        .execute()
      const channels = new Map(
        (await this.findChannels([...new Set(rows.map((row) => row.channel_id))])).map((channel) => [
          channel.id,
          channel,
        ]),
      )
      return rows.flatMap((row) => {
        const channel = channels.get(row.channel_id)
        if (channel === undefined) return []
        return [{ id: row.id, attempts: row.attempts, message: messageFrom(row), channel }]
      })
    },

    async countDeliveries() {
      const rows = await db
        .selectFrom('alert_delivery')
        .select(['status', ({ fn }) => fn.countAll<number>().as('count')])
        .groupBy('status')
        .execute()
      const counts: Record<DeliveryStatus, number> = { pending: 0, sent: 0, failed: 0 }
      for (const row of rows) counts[row.status as DeliveryStatus] = row.count
      return counts
    },

    async findDelivery(id) {
      const row = await db.selectFrom('alert_delivery').selectAll().where('id', '=', id).executeTakeFirst()
      if (row === undefined) return undefined
      return { channelId: row.channel_id, status: row.status as DeliveryStatus, message: messageFrom(row) }
    },

    async retryNow(id, at, note) {
      return writer.change(async (trx, emit, audit) => {
        const { numUpdatedRows } = await trx
          .updateTable('alert_delivery')
          // A requested attempt does not wait for earlier messages.
          .set({ next_attempt_at: at, waits_for: null })
          .where('id', '=', id)
          .where('status', '=', 'pending')
          .executeTakeFirst()
        emit({ type: 'alert.changed' })
        if (numUpdatedRows > 0n) audit(note)
        return numUpdatedRows > 0n
      })
    },

    async nextDue(except) {
      const row = await unsent(except)
        .select('next_attempt_at')
        .orderBy('next_attempt_at')
        .limit(1)
        .executeTakeFirst()
      return row?.next_attempt_at ?? null
    },

    async settleDelivery(id, { status, attempts, error, nextAttemptAt }, at) {
      await writer.change(async (trx, emit) => {
        await trx
          .updateTable('alert_delivery')
          .set({ status, attempts, error, next_attempt_at: nextAttemptAt, settled_at: at })
          .where('id', '=', id)
          .where('status', '=', 'pending')
          .execute()
        emit({ type: 'alert.changed' })
      })
    },
  }
}

const openOf = (trx: Trx, ruleId: string) =>
  trx.updateTable('alert_incident').where('rule_id', '=', ruleId).where('closed_at', 'is', null)
