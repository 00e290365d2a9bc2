import type { ForeignJob } from '@flx/shared/lineage/foreign'

import type { NewId } from '../../../domain/core/ports.ts'
import type { ForeignLineageStore } from '../../../domain/lineage/foreign/foreign-store.ts'
import { searchContains } from '../core/rows/folded-text.ts'
import { readPage, type SortKeys } from '../core/rows/keyset.ts'
import type { ForeignJobRow } from '../core/schema.ts'
import type { Trx, Writer } from '../core/writer.ts'
import { jobIdOf, storeForeignEvent } from './receive-foreign.ts'
import { endFlows } from './record-lineage.ts'

/** An upper bound for the jobs of other tools. */
const MAX_JOBS = 20_000
const ORDER: SortKeys<ForeignJobRow> = { seenAt: [{ sql: 'seen_at', value: (row) => row.seen_at }] }

/** Stores what other tools report of their jobs and datasets. */
export function createForeignLineageStore(writer: Writer, newId: NewId): ForeignLineageStore {
  const { db } = writer
  return {
    receive: (events, at, noteOf) =>
      writer.change(async (trx, emit, note) => {
        const jobs = new Map(events.flatMap(({ job }) => (job === null ? [] : [[jobIdOf(job), job]])))
        const known = await knownJobs(trx, [...jobs.keys()])
        const newJobs = [...jobs].filter(([id]) => !known.has(id))
        if (newJobs.length > 0 && newJobs.length + (await countJobs(trx)) > MAX_JOBS) return { kind: 'full' }
        let changed = 0
        for (const event of events) if (await storeForeignEvent(trx, event, { at, newId })) changed += 1
        for (const [id, { name }] of newJobs) note(noteOf({ id, name }))
        if (changed > 0) emit({ type: 'lineage.received' })
        return { kind: 'received', changed }
      }),

    list({ search = '', cursor, limit }) {
      let matching = db.selectFrom('foreign_job')
      if (search.trim() !== '') matching = matching.where(searchContains(search))
      return readPage(db, matching.selectAll(), matching, {
        ...{ sort: '-seenAt', sortKeys: ORDER, cursor, limit },
        present: jobOf,
      })
    },

    async find(id) {
      const row = await db.selectFrom('foreign_job').selectAll().where('id', '=', id).executeTakeFirst()
      return row === undefined ? undefined : jobOf(row)
    },

    forget: (id, at, audit) =>
      writer.change(async (trx, emit, note) => {
        const { numDeletedRows } = await trx.deleteFrom('foreign_job').where('id', '=', id).executeTakeFirst()
        if (numDeletedRows === 0n) return false
        await endFlows(trx, id, at)
        emit({ type: 'lineage.received' })
        note(audit)
        return true
      }),
  }
}

async function knownJobs(trx: Trx, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await trx.selectFrom('foreign_job').select('id').where('id', 'in', ids).execute()
  return new Set(rows.map(({ id }) => id))
}

async function countJobs(trx: Trx): Promise<number> {
  const query = trx.selectFrom('foreign_job').select(({ fn }) => fn.countAll<number>().as('count'))
  return (await query.executeTakeFirst())?.count ?? 0
}

const jobOf = (row: ForeignJobRow): ForeignJob => ({
  id: row.id,
  tool: row.tool,
  namespace: row.namespace,
  name: row.name,
  parent: row.parent,
  // Only this adapter writes it, from the same union.
  status: row.status as ForeignJob['status'],
  error: row.error,
  lastRunId: row.run_id,
  startedAt: row.started_at,
  succeededAt: row.succeeded_at,
  firstSeenAt: row.first_seen_at,
  lastSeenAt: row.seen_at,
})
