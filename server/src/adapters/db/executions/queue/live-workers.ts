import { sql, type Kysely } from 'kysely'

import type { LiveWorker, Placement } from '../../../../domain/executions/queue/placement.ts'
import type { Schema } from '../../core/schema.ts'
import { fleetLimit } from '../../nodes/fleet-limit.ts'

/** An upper bound; the product is designed for a thousand workers. */
const MAX_WORKERS = 2000
/** How many failed environments are listed; their errors can be long. */
const MAX_FAILED = 200

/** Returns the live workers, and what these pipelines require of them. */
export async function placementOf(db: Kysely<Schema>, pipelineIds: readonly string[]): Promise<Placement> {
  const ids = [...new Set(pipelineIds)]
  const labelRows = await db
    .selectFrom('pipeline_label')
    .selectAll()
    .where('pipeline_id', 'in', ids)
    .execute()
  const labels = new Map(
    [...Map.groupBy(labelRows, ({ pipeline_id: id }) => id)].map(([id, rows]) => [
      id,
      rows.map(({ label }) => label).toSorted(),
    ]),
  )
  return {
    labels,
    workers: await liveWorkers(db, [...new Set(labelRows.map(({ label }) => label))]),
    failed: await failedEnvironments(db, ids),
    most: await fleetLimit(db),
  }
}

/**
 * Returns the workers that are up or stopping; undefined if no server has registered. Their labels are limited to the
 * given ones.
 */
async function liveWorkers(db: Kysely<Schema>, labels: readonly string[]): Promise<LiveWorker[] | undefined> {
  const nodes = await db
    .selectFrom('node')
    .select(['name', 'state', 'roles', 'concurrency', 'reserved', 'drain_asked_at'])
    .orderBy('name')
    .limit(MAX_WORKERS)
    .execute()
  if (nodes.length === 0) return undefined
  const runningCounts = await db
    .selectFrom('execution')
    .select(['worker', ({ fn }) => fn.countAll<number | string>().as('amount')])
    .where(sql<boolean>`status = 'running'`)
    .where('trigger_kind', '<>', 'report')
    .groupBy('worker')
    .execute()
  const executing = new Map(runningCounts.map(({ worker, amount }) => [worker, Number(amount)]))
  const rows =
    labels.length === 0
      ? []
      : await db.selectFrom('node_label').selectAll().where('label', 'in', labels).execute()
  const byNode = Map.groupBy(rows, ({ node }) => node)
  return nodes
    .filter(({ state, concurrency }) => concurrency > 0 && (state === 'up' || state === 'stopping'))
    .map((node) => ({
      name: node.name,
      labels: (byNode.get(node.name) ?? []).map(({ label }) => label),
      isReserved: node.reserved === 1,
      takesWork: node.state === 'up' && node.drain_asked_at === null,
      concurrency: node.concurrency,
      executing: executing.get(node.name) ?? 0,
    }))
}

/** Returns the environments of these pipelines' plugins that a worker could not build, for the current lock. */
async function failedEnvironments(db: Kysely<Schema>, ids: readonly string[]): Promise<Placement['failed']> {
  const anyFailed = await db
    .selectFrom('plugin_environment')
    .select('node')
    .where('state', '=', 'failed')
    .limit(1)
    .executeTakeFirst()
  if (anyFailed === undefined) return []
  const { rows } = await sql<Placement['failed'][number]>`
    select own.pipeline_id as "pipelineId", its.node, owner.name as plugin, coalesce(its.error, '') as error
    from pipeline_plugin own
    join plugin used on used.name = own.plugin_name
    join plugin owner on owner.id = used.id
      or (used.inherit_from = owner.name and used.type = owner.type and used.pip_url is null)
    join plugin_environment its on its.plugin_id = owner.id and its.state = 'failed'
    join plugin_lock locked on locked.plugin_id = its.plugin_id and locked.fingerprint = its.fingerprint
    where own.pipeline_id in (${sql.join([...ids])})
    order by its.node, owner.name limit ${MAX_FAILED}`.execute(db)
  return rows
}
