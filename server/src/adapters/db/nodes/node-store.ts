import { CLOCK_OFF_MS, LOST_SECONDS, type NodeStatus, type ServerRole } from '@flx/shared/nodes/node'
import type { Kysely } from 'kysely'

import type { NodeRecord, NodeStart, NodeStore } from '../../../domain/nodes/node-store.ts'
import { databaseTime } from '../core/database-time.ts'
import { rowReader, toJson } from '../core/rows/json.ts'
import type { NodeRow, Schema } from '../core/schema.ts'
import type { Trx, Writer } from '../core/writer.ts'
import { FLEET_LIMIT, fleetLimit } from './fleet-limit.ts'
import { unplacedPipelines } from './unplaced-pipelines.ts'
import { SCHEMA_LEVEL, storedLevel, storeLevel } from '../operations/schema-level.ts'

const DAY_SECONDS = 86_400
/** How long nodes stay in the list: a day after they left in order, a week after they were lost. */
const RETENTION_SECONDS = { left: DAY_SECONDS, lost: 7 * DAY_SECONDS }
/** More are not shown; the product is designed for a thousand workers. */
const MAX_NODES = 2000

/** Several executions for each of them. */
const MAX_PERFORMED = 10_000

type NodeKey = Pick<NodeStart, 'name' | 'startId'>

/** Stores the servers that use the database. All times here are by the database's clock. */
export function createNodeStore(writer: Writer): NodeStore {
  const { db, dialect } = writer
  const now = (secondsAgo = 0) => databaseTime(dialect, secondsAgo)
  const keyOf = ({ name, startId }: NodeKey) => ({ name, start_id: startId })

  return {
    async join(start) {
      const values = {
        ...keyOf(start),
        version: start.version,
        schema_level: SCHEMA_LEVEL.level,
        roles: toJson(start.roles),
        host: start.host,
        pid: start.pid,
        clock_offset_ms: 0,
        concurrency: start.concurrency,
        executing: 0,
        reserved: start.isReserved ? (1 as const) : (0 as const),
        state: 'up',
        drained_at: null,
        started_at: now(),
        seen_at: now(),
      }
      await writer.change(async (trx, emit) => {
        await storeLevel(trx, SCHEMA_LEVEL, start.version)
        // Logs a damaged limit at each start: claims ignore it silently.
        await fleetLimit(trx)
        await trx
          .insertInto('node')
          .values({ ...values, drain_asked_at: null, drain_asked_by: null })
          .onConflict((conflict) => conflict.column('name').doUpdateSet(values))
          .execute()
        await trx.deleteFrom('node_label').where('node', '=', start.name).execute()
        if (start.labels.length > 0) {
          await trx
            .insertInto('node_label')
            .values(start.labels.map((label) => ({ node: start.name, label })))
            .execute()
        }
        emit({ type: 'nodes.changed' })
      })
    },

    async heartbeat(node, { executing, clockOffsetMs, stopping }) {
      return writer.change(async (trx, emit) => {
        const row = await ownRow(trx, node)
        if (row === undefined) return { before: undefined, now: 'lost' as const }
        const level = await storedLevel(trx)
        const outdated = level !== undefined && level.oldest > row.schema_level
        const state = outdated ? 'outdated' : stopping ? 'stopping' : 'up'
        const isDrained = row.drain_asked_at !== null && executing === 0
        const updated = {
          ...row,
          ...{ state, executing, clock_offset_ms: Math.round(clockOffsetMs) },
          drained_at: isDrained ? (row.drained_at ?? now()) : null,
        }
        await trx
          .updateTable('node')
          .set({
            state,
            executing,
            clock_offset_ms: updated.clock_offset_ms,
            drained_at: updated.drained_at,
            seen_at: now(),
          })
          .where('name', '=', node.name)
          .execute()
        const answer = { before: statusOf(row), now: statusOf(updated) }
        if (answer.before !== answer.now || isOff(row) !== isOff(updated)) emit({ type: 'nodes.changed' })
        return answer
      })
    },

    async leave(node) {
      await writer.change(async (trx, emit) => {
        const { numUpdatedRows } = await trx
          .updateTable('node')
          .set({ state: 'left', executing: 0, seen_at: now() })
          .where((is) => is.and(keyOf(node)))
          .executeTakeFirstOrThrow()
        if (numUpdatedRows > 0n) emit({ type: 'nodes.changed' })
      })
    },

    async markLost() {
      // Read first: a transaction that changes nothing would still lock a SQLite file.
      const selectNodes = () => db.selectFrom('node').select(['name', 'state'])
      const found = await selectNodes()
        .where((is) =>
          is.or([
            is.and([is('state', 'in', ['up', 'stopping']), is('seen_at', '<', now(LOST_SECONDS))]),
            is.and([is('state', '=', 'left'), is('seen_at', '<', now(RETENTION_SECONDS.left))]),
            is.and([
              is('state', 'in', ['lost', 'outdated']),
              is('seen_at', '<', now(RETENTION_SECONDS.lost)),
            ]),
          ]),
        )
        .execute()
      if (found.length === 0) return []
      const namesIn = (states: readonly string[]) =>
        found.flatMap(({ name, state }) => (states.includes(state) ? [name] : []))
      return writer.change(async (trx, emit) => {
        const alive = ['up', 'stopping']
        // It might have reported meanwhile, or another node might have noticed it first.
        const lost = await trx
          .updateTable('node')
          .set({ state: 'lost' })
          .where('name', 'in', ['', ...namesIn(alive)])
          .where('state', 'in', alive)
          .where('seen_at', '<', now(LOST_SECONDS))
          .returning('name')
          .execute()
        await trx
          .deleteFrom('node')
          .where('name', 'in', ['', ...namesIn(['left', 'lost', 'outdated'])])
          .where('state', 'not in', alive)
          .where('seen_at', '<', now(RETENTION_SECONDS.left))
          .execute()
        emit({ type: 'nodes.changed' })
        return lost.map(({ name }) => name)
      })
    },

    list: () => listNodes(db),

    async performed() {
      const rows = await db
        .selectFrom('execution')
        .select(['id', 'worker', 'pipeline_id as pipelineId', 'pipeline_name as pipelineName'])
        .where('status', '=', 'running')
        .where('worker', 'is not', null)
        .where('trigger_kind', '<>', 'report')
        .orderBy('started_at')
        .orderBy('id')
        .limit(MAX_PERFORMED)
        .execute()
      return rows.flatMap(({ worker, ...row }) => (worker === null ? [] : [{ worker, ...row }]))
    },

    unplaced: (limit) => unplacedPipelines(db, limit),

    fleetLimit: () => fleetLimit(db),

    async setFleetLimit(most, note) {
      return writer.change(async (trx, emit, audit) => {
        const before = await fleetLimit(trx)
        if (before !== null && before === most) return false
        const { numDeletedRows } = await trx
          .deleteFrom('meta')
          .where('name', '=', FLEET_LIMIT)
          .executeTakeFirstOrThrow()
        // A damaged limit counted as none, and has been deleted now.
        if (most === null && numDeletedRows === 0n) return false
        if (most !== null)
          await trx
            .insertInto('meta')
            .values({ name: FLEET_LIMIT, value: String(most) })
            .execute()
        emit({ type: 'nodes.changed' })
        audit(note(before))
        return true
      })
    },

    async drain(name, by, note) {
      return writer.change(async (trx, emit, audit) => {
        const row = await trx
          .selectFrom('node')
          .select(['roles', 'drain_asked_at', 'executing'])
          .where('name', '=', name)
          .$if(dialect === 'postgres', (query) => query.forUpdate())
          .executeTakeFirst()
        if (row === undefined) return 'missing'
        if (by !== null && !rolesOf(name, row.roles).includes('worker')) return 'no-worker'
        if ((row.drain_asked_at === null) === (by === null)) return 'unchanged'
        await trx
          .updateTable('node')
          .set({
            drain_asked_at: by === null ? null : now(),
            drain_asked_by: by,
            // Set by the next heartbeat: the last one might be outdated in either direction.
            drained_at: null,
          })
          .where('name', '=', name)
          .execute()
        emit({ type: 'nodes.changed' })
        audit(note)
        return 'changed'
      })
    },
  }

  function ownRow(trx: Trx, node: NodeKey): Promise<NodeRow | undefined> {
    return trx
      .selectFrom('node')
      .selectAll()
      .where((is) => is.and(keyOf(node)))
      .$if(dialect === 'postgres', (query) => query.forUpdate())
      .executeTakeFirst()
  }
}

async function listNodes(db: Kysely<Schema>): Promise<NodeRecord[]> {
  const rows = await db.selectFrom('node').selectAll().orderBy('name').limit(MAX_NODES).execute()
  const labels = await db
    .selectFrom('node_label')
    .selectAll()
    .orderBy('node')
    .orderBy('label')
    .limit(MAX_NODES * 50)
    .execute()
  const byNode = Map.groupBy(labels, ({ node }) => node)
  return rows.map((row) => ({
    name: row.name,
    version: row.version,
    status: statusOf(row),
    roles: rolesOf(row.name, row.roles),
    labels: (byNode.get(row.name) ?? []).map(({ label }) => label),
    host: row.host,
    pid: row.pid,
    startedAt: row.started_at,
    lastHeartbeatAt: row.seen_at,
    clockOffsetMs: row.clock_offset_ms,
    concurrency: row.concurrency,
    isReserved: row.reserved === 1,
    drain:
      row.drain_asked_at === null ? null : { at: row.drain_asked_at, by: row.drain_asked_by ?? 'unknown' },
  }))
}

const rolesOf = (name: string, roles: string): ServerRole[] =>
  rowReader('node', name).array<ServerRole>('roles', roles, 'text')

const isOff = ({ clock_offset_ms: offset }: Pick<NodeRow, 'clock_offset_ms'>): boolean =>
  Math.abs(offset) >= CLOCK_OFF_MS

function statusOf(row: Pick<NodeRow, 'state' | 'drain_asked_at'> & { drained_at: unknown }): NodeStatus {
  switch (row.state) {
    case 'left':
    case 'lost':
    case 'outdated':
    case 'stopping':
      return row.state
    default:
      if (row.drain_asked_at === null) return 'working'
      return row.drained_at === null ? 'draining' : 'drained'
  }
}
