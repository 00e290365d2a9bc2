import { sql, type SqlBool } from 'kysely'

import type { OpenLineageEvent } from '@flx/shared/lineage/open-lineage'

import type { OpenLineageStore } from '../../../domain/lineage/open-lineage/outbox.ts'
import { readPage, type SortKeys } from '../core/rows/keyset.ts'
import type { OpenLineageEventRow } from '../core/schema.ts'
import type { Trx, Writer } from '../core/writer.ts'

const ORDER: SortKeys<OpenLineageEventRow> = {
  createdAt: [{ sql: 'created_at', value: (row) => row.created_at }],
}

/** True if no earlier event of the same execution waits. Dead letters do not count. */
const isItsTurn = sql<SqlBool>`not exists (
  select 1 from open_lineage_event as earlier where earlier.execution_id = open_lineage_event.execution_id
    and earlier.place < open_lineage_event.place and earlier.status = 'waiting')`

/** After this many failures in a row, the next success makes everything due at once. */
const OUTAGE_FAILURES = 3

type Outbox = Pick<
  OpenLineageStore,
  'countWaiting' | 'counts' | 'due' | 'nextDue' | 'settle' | 'list' | 'payload' | 'sendAgain' | 'discard'
>

/** Stores the events that wait to be sent, and those that were given up. */
export function openLineageOutbox(writer: Writer): Outbox {
  const { db } = writer
  const heads = () => db.selectFrom('open_lineage_event').where('status', '=', 'waiting').where(isItsTurn)

  return {
    async countWaiting(limit) {
      const waiting = db
        .selectFrom('open_lineage_event')
        .select('id')
        .where('status', '=', 'waiting')
        .limit(limit)
      const row = await db
        .selectFrom(waiting.as('some'))
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .executeTakeFirst()
      return row?.count ?? 0
    },

    async counts() {
      const rows = await db
        .selectFrom('open_lineage_event')
        .select(['status', ({ fn }) => fn.countAll<number>().as('count')])
        .groupBy('status')
        .execute()
      const countOf = (status: string) => rows.find((row) => row.status === status)?.count ?? 0
      return { waiting: countOf('waiting'), failed: countOf('failed') }
    },

    async due(now, limit) {
      const rows = await heads()
        .select(['id', 'execution_id', 'attempts', 'payload'])
        .where('next_attempt_at', '<=', now)
        .orderBy('next_attempt_at')
        .orderBy('id')
        .limit(limit)
        .execute()
      return rows.map(({ execution_id: executionId, ...row }) => ({ ...row, executionId }))
    },

    async nextDue() {
      const query = heads().select('next_attempt_at').orderBy('next_attempt_at').limit(1)
      return (await query.executeTakeFirst())?.next_attempt_at ?? null
    },

    settle: ({ id, attempts }, outcome, at) =>
      writer.change(async (trx, emit) => {
        const before = await trx.selectFrom('open_lineage').select('failures').executeTakeFirst()
        const failures = before?.failures ?? 0
        if (outcome.kind === 'sent') {
          await settleSent(trx, id, at, failures)
          // A single sent event is not announced; that none waits any longer is.
          if (failures > 0 || !(await hasWaiting(trx))) emit({ type: 'openLineage.changed' })
          return
        }
        if (failures === 0 || outcome.kind === 'dead') emit({ type: 'openLineage.changed' })
        const change =
          outcome.kind === 'dead'
            ? { status: 'failed', next_attempt_at: null }
            : { next_attempt_at: outcome.nextAttemptAt }
        await trx
          .updateTable('open_lineage_event')
          .set({ ...change, attempts, error: outcome.error })
          .where('id', '=', id)
          .execute()
        await trx
          .updateTable('open_lineage')
          .set(({ fn, val, eb }) => ({
            failures: eb('failures', '+', 1),
            failing_since: fn.coalesce('failing_since', val(at)),
            last_error: outcome.error,
            paused_until: outcome.kind === 'again' ? outcome.pausedUntil : null,
          }))
          .execute()
      }),

    list({ cursor, limit, status }) {
      let matching = db.selectFrom('open_lineage_event')
      if (status !== undefined) matching = matching.where('status', 'in', status)
      return readPage(db, matching.selectAll(), matching, {
        ...{ sort: '-createdAt', sortKeys: ORDER, cursor, limit },
        present: eventOf,
      })
    },

    async payload(id) {
      const row = await db
        .selectFrom('open_lineage_event')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst()
      return row === undefined ? undefined : { event: eventOf(row), payload: row.payload }
    },

    sendAgain: (id, at, audit) =>
      writer.change(async (trx, emit, note) => {
        // An event that still waits is only tried earlier; a dead letter starts again.
        let update = trx.updateTable('open_lineage_event').set(({ eb }) => ({
          ...{ status: 'waiting', next_attempt_at: at },
          attempts: eb.case().when('status', '=', 'failed').then(0).else(eb.ref('attempts')).end(),
        }))
        update = id === null ? update.where('status', '=', 'failed') : update.where('id', '=', id)
        const { numUpdatedRows } = await update.executeTakeFirst()
        if (numUpdatedRows === 0n) return 0
        await trx.updateTable('open_lineage').set({ paused_until: null }).execute()
        emit({ type: 'openLineage.changed' })
        note(audit)
        return Number(numUpdatedRows)
      }),

    discard: (id, audit) =>
      writer.change(async (trx, emit, note) => {
        let deletion = trx.deleteFrom('open_lineage_event').where('status', '=', 'failed')
        if (id !== null) deletion = deletion.where('id', '=', id)
        const { numDeletedRows } = await deletion.executeTakeFirst()
        if (numDeletedRows === 0n) return 0
        emit({ type: 'openLineage.changed' })
        note(audit)
        return Number(numDeletedRows)
      }),
  }
}

async function hasWaiting(trx: Trx): Promise<boolean> {
  const query = trx.selectFrom('open_lineage_event').select('id').where('status', '=', 'waiting').limit(1)
  return (await query.executeTakeFirst()) !== undefined
}

/** Deletes a received event. After an outage, all waiting events become due at once. */
async function settleSent(trx: Trx, id: string, at: string, failures: number): Promise<void> {
  await trx.deleteFrom('open_lineage_event').where('id', '=', id).execute()
  await trx
    .updateTable('open_lineage')
    .set({ last_sent_at: at, failing_since: null, last_error: null, paused_until: null, failures: 0 })
    .execute()
  if (failures < OUTAGE_FAILURES) return
  await trx
    .updateTable('open_lineage_event')
    .set({ next_attempt_at: at })
    .where('status', '=', 'waiting')
    .execute()
}

const eventOf = (row: OpenLineageEventRow): OpenLineageEvent => ({
  id: row.id,
  // Only this adapter writes these columns, from the same unions.
  type: row.type as OpenLineageEvent['type'],
  executionId: row.execution_id,
  pipelineId: row.pipeline_id,
  pipelineName: row.pipeline_name,
  status: row.status as OpenLineageEvent['status'],
  attempts: row.attempts,
  error: row.error,
  createdAt: row.created_at,
  nextAttemptAt: row.next_attempt_at,
})
