import { sql, type Kysely, type RawBuilder, type SqlBool } from 'kysely'

import type { ExecutionStore } from '../../../../domain/executions/execution-store.ts'
import type { Obstacles } from '../../../../domain/executions/queue/waiting.ts'
import type { SecretBox } from '../../../../domain/core/ports.ts'
import { changeEvent, rememberLast } from '../execution-events.ts'
import { executionRecord } from '../execution-rows.ts'
import { placeRows, placesIn, type CountRow } from './execution-queue.ts'
import { activeHolds } from './hold-store.ts'
import { withinFleetLimit } from '../../nodes/fleet-limit.ts'
import { placementOf } from './live-workers.ts'
import { fits, isWorkerFree, isLeftToOthers, takesWork } from '../../nodes/placement.ts'
import type { Schema } from '../../core/schema.ts'
import type { Writer } from '../../core/writer.ts'

/**
 * Identifies the advisory lock; any number that nothing else locks. Taken before the lock of the event log, never after
 * it.
 */
export const CLAIM_LOCK = 7_301_442

/** Claims the executions that can start, and lists what blocks the others. */
export function executionStart(
  writer: Writer,
  secretBox: SecretBox,
): Pick<ExecutionStore, 'claim' | 'nextStart' | 'obstacles'> {
  const { db } = writer
  return {
    async claim(worker, token, now, leaseSeconds) {
      // Many workers poll an empty queue: check without a transaction, so that they do not keep each other waiting.
      if (writer.dialect === 'postgres' && !(await isSomethingDue(db, now().toISOString()))) return undefined
      return writer.change(async (trx, emit) => {
        // Two workers that count at once would both find the last place of a plugin free; SQLite has one writer anyway.
        if (writer.dialect === 'postgres') await sql`select pg_advisory_xact_lock(${CLAIM_LOCK})`.execute(trx)
        // Only now: the transaction may have waited for the database.
        const startedAt = now()
        const at = startedAt.toISOString()
        const row = await trx
          .updateTable('execution')
          .set({
            status: 'running',
            started_at: at,
            worker,
            lease_token: token,
            lease_expires_at: new Date(startedAt.getTime() + leaseSeconds * 1000).toISOString(),
          })
          .where('status', '=', 'pending')
          .where('id', '=', (query) => {
            const due = query
              .selectFrom('execution')
              .select('id')
              // A literal: SQLite uses the index of the queue only with one.
              .where(sql<SqlBool>`status = 'pending'`)
              .where((or) => or.or([or('not_before', 'is', null), or('not_before', '<=', at)]))
              .where(mayStart(at, { worker, now: startedAt }))
              .where(takesWork(worker))
              .orderBy('turn_at')
              .orderBy('id')
              .limit(1)
            // An execution that is being cancelled at the moment is skipped.
            return writer.dialect === 'postgres' ? due.forUpdate().skipLocked() : due
          })
          .returningAll()
          .executeTakeFirst()
        if (row === undefined) return undefined
        await rememberLast(trx, row)
        emit(changeEvent(row))
        return executionRecord(row, secretBox)
      })
    },

    async nextStart(now) {
      const at = now.toISOString()
      const due = await db
        .selectFrom('execution')
        .select('not_before as at')
        .where('status', '=', 'pending')
        .where('not_before', 'is not', null)
        .where('not_before', '>', at)
        .orderBy('not_before')
        .limit(1)
        .executeTakeFirst()
      const hold = await db
        .selectFrom('hold')
        .select('until_at as at')
        .where('until_at', '>', at)
        .orderBy('until_at')
        .limit(1)
        .executeTakeFirst()
      return [due?.at, hold?.at].filter((time) => time !== undefined && time !== null).toSorted()[0] ?? null
    },

    async obstacles(pipelineIds, now, waiting = []) {
      const at = now.toISOString()
      const holds = await activeHolds(db, at)
      const { full, running, places, isFree } = await readCapacity(db, at, waiting, pipelineIds)
      const names = [...holds.flatMap(({ plugin }) => plugin ?? []), ...full.map(({ plugin }) => plugin)]
      const plugins = new Map<string, string[]>()
      if (names.length > 0 && pipelineIds.length > 0) {
        const rows = await db
          .selectFrom('pipeline_plugin')
          .selectAll()
          .where('pipeline_id', 'in', pipelineIds)
          .where('plugin_name', 'in', names)
          .execute()
        for (const { pipeline_id: id, plugin_name: name } of rows)
          plugins.set(id, [...(plugins.get(id) ?? []), name])
      }
      const needsPlacement = waiting.length > 0 && pipelineIds.length > 0 && !isFree
      const placement = needsPlacement ? await placementOf(db, pipelineIds) : null
      return { holds, full, plugins, running, places, isFree, placement }
    },
  }
}

async function isSomethingDue(db: Kysely<Schema>, at: string): Promise<boolean> {
  const due = await db
    .selectFrom('execution')
    .select('id')
    .where('status', '=', 'pending')
    .where((or) => or.or([or('not_before', 'is', null), or('not_before', '<=', at)]))
    .limit(1)
    .executeTakeFirst()
  return due !== undefined
}

/** Plugins whose limit is reached. Few plugins have a limit, and few executions run at once. */
const FULL_PLUGINS = sql`
  from plugin where max_concurrent is not null and max_concurrent <= (
    select count(*) from execution busy join pipeline_plugin used on used.pipeline_id = busy.pipeline_id
    where busy.status = 'running' and used.plugin_name = plugin.name)`

/**
 * Reads in one statement, because every pending execution shows all of it: the plugins that are full, the places in the
 * queue, and whether a worker is free for these pipelines.
 */
async function readCapacity(
  db: Kysely<Schema>,
  at: string,
  waiting: readonly string[],
  pipelineIds: readonly string[],
): Promise<Pick<Obstacles, 'running' | 'full' | 'places' | 'isFree'>> {
  const queue = placeRows(waiting, at)
  const free =
    waiting.length === 0 || pipelineIds.length === 0
      ? sql``
      : sql`union all select 'free', null, case when ${isWorkerFree(pipelineIds)} then 1 else 0 end`
  const { rows } = await sql<CountRow>`${queue.head}
    select 'running' as kind, null as name, count(*) as amount from execution
      where status = 'running' and trigger_kind <> 'report'
    union all select 'full', name, max_concurrent from (
      select name, max_concurrent ${FULL_PLUGINS} order by name) as limited
    ${free} ${queue.rows}`.execute(db)
  return {
    running: rows.find(({ kind }) => kind === 'running')?.amount ?? 0,
    full: rows.flatMap(({ kind, name, amount }) =>
      kind === 'full' && name !== null ? [{ plugin: name, limit: amount }] : [],
    ),
    places: placesIn(rows, waiting),
    isFree: rows.some(({ kind, amount }) => kind === 'free' && amount === 1),
  }
}

/**
 * Whether an execution can start: no hold on everything, no plugin of the pipeline held or full, a free place in the
 * fleet, and a worker with the labels that the pipeline requires. The full plugins are computed once, not per
 * execution.
 */
function mayStart(at: string, claimant: { worker: string; now: Date }): RawBuilder<SqlBool> {
  const isActive = sql`(until_at is null or until_at > ${at})`
  return sql<SqlBool>`not exists (select 1 from hold where plugin_name = '' and ${isActive})
    and not exists (
      select 1 from pipeline_plugin own where own.pipeline_id = execution.pipeline_id and own.plugin_name in (
        select plugin_name from hold where ${isActive} union all select name ${FULL_PLUGINS}))
    and ${withinFleetLimit()}
    and ${fits(claimant.worker, sql`execution.pipeline_id`)}
    and not ${isLeftToOthers(claimant)}`
}
