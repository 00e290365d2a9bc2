import { sql } from 'kysely'

import type { EnvironmentState } from '@flx/shared/plugins/node-environment'
import { UNSETTLED_INSTALLS, type PluginType } from '@flx/shared/plugins/plugin'

import type {
  DesiredEnvironment,
  EnvironmentReport,
  EnvironmentStore,
} from '../../../domain/plugins/environments.ts'
import type { PluginEnvironmentRow } from '../core/schema.ts'
import { anotherWorkerCan } from '../nodes/placement.ts'
import { withoutNul } from '../core/rows/folded-text.ts'
import type { Writer } from '../core/writer.ts'

/** Upper bounds, far above any real installation. */
const MAX_PLUGINS = 100_000
const MAX_HOSTS = 10_000
/** How many lines of a build are kept, and the length they are cut to. */
const MAX_LINES = 400
const MAX_CHARACTERS = 2000

/** Stores the environments that workers should have, and those they report. */
export function createEnvironmentStore(writer: Writer): EnvironmentStore {
  const { db } = writer
  const desiredEnvironments = () =>
    db
      .selectFrom('plugin_lock as locked')
      .innerJoin('plugin', 'plugin.id', 'locked.plugin_id')
      .select([
        'plugin.id as pluginId',
        'plugin.name',
        'plugin.type',
        'plugin.version',
        'locked.fingerprint',
        'locked.locked_at as lockedAt',
        'plugin.install_status as status',
      ])
      .where('locked.wanted', '=', 1)
      .where('locked.fingerprint', 'is not', null)
  return {
    async desired() {
      const rows = await desiredEnvironments()
        .orderBy('plugin.type')
        .orderBy('plugin.name')
        .limit(MAX_PLUGINS)
        .execute()
      return rows.map(desired)
    },

    async desiredOf(pluginId) {
      const row = await desiredEnvironments().where('locked.plugin_id', '=', pluginId).executeTakeFirst()
      return row === undefined ? undefined : desired(row)
    },

    async kept() {
      const rows = await db
        .selectFrom('plugin')
        .leftJoin('plugin_lock as locked', 'locked.plugin_id', 'plugin.id')
        .select(['plugin.type', 'plugin.name'])
        .where((or) =>
          or.or([
            or('plugin.installed_at', 'is not', null),
            or('plugin.install_status', 'in', UNSETTLED_INSTALLS),
            or('locked.wanted', '=', 1),
          ]),
        )
        .limit(MAX_PLUGINS)
        .execute()
      return rows.map(({ type, name }) => ({ type: type as PluginType, name }))
    },

    async report(report) {
      const { node, pluginId } = report
      const values = {
        fingerprint: report.fingerprint,
        state: report.state,
        error: report.error === null ? null : withoutNul(report.error),
        size_bytes: report.sizeBytes,
        changed_at: report.changedAt,
      }
      await writer.change(async (trx, emit) => {
        // A plugin that was deleted meanwhile has no environments.
        const plugin = await trx
          .selectFrom('plugin')
          .select('type')
          .where('id', '=', pluginId)
          .executeTakeFirst()
        if (plugin === undefined) return
        await trx
          .insertInto('plugin_environment')
          .values({ node, plugin_id: pluginId, ...values })
          .onConflict((conflict) => conflict.columns(['node', 'plugin_id']).doUpdateSet(values))
          .execute()
        if (report.state !== 'failed') {
          const output = trx.deleteFrom('environment_output').where('plugin_id', '=', pluginId)
          await output.where('node', '=', node).execute()
        }
        const pluginType = plugin.type as PluginType
        emit({ type: 'plugin.changed', pluginId, pluginType, change: 'updated' })
      })
    },

    async appendOutput({ node, pluginId }, lines) {
      const last = lines.at(-1)?.line
      if (last === undefined) return
      const rows = lines.slice(-MAX_LINES).map(({ line, at, text }) => ({
        ...{ node, plugin_id: pluginId, line, at },
        text: withoutNul(text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)} …` : text),
      }))
      await writer.change(async (trx) => {
        const plugin = trx.selectFrom('plugin').select('id').where('id', '=', pluginId)
        if ((await plugin.executeTakeFirst()) === undefined) return
        await trx
          .deleteFrom('environment_output')
          .where('node', '=', node)
          .where('plugin_id', '=', pluginId)
          .where('line', '<=', last - MAX_LINES)
          .execute()
        await trx.insertInto('environment_output').values(rows).execute()
      })
    },

    async output({ node, pluginId }, after, limit) {
      return db
        .selectFrom('environment_output')
        .select(['line', 'at', 'text'])
        .where('node', '=', node)
        .where('plugin_id', '=', pluginId)
        .where('line', '>', after)
        .orderBy('line')
        .limit(limit)
        .execute()
    },

    async keepOnly(node, pluginIds) {
      await writer.change(async (trx) => {
        for (const table of ['plugin_environment', 'environment_output'] as const) {
          const rows = trx.deleteFrom(table).where('node', '=', node)
          await (pluginIds.length === 0 ? rows : rows.where('plugin_id', 'not in', pluginIds)).execute()
        }
      })
    },

    async ofNode(node) {
      const rows = await db
        .selectFrom('plugin_environment')
        .selectAll()
        .where('node', '=', node)
        .limit(MAX_PLUGINS)
        .execute()
      return rows.map(reported)
    },

    async ofPlugins(pluginIds) {
      if (pluginIds.length === 0) return []
      const rows = await db
        .selectFrom('plugin_environment')
        .selectAll()
        .where('plugin_id', 'in', pluginIds)
        .orderBy('node')
        .limit(MAX_PLUGINS)
        .execute()
      return rows.map(reported)
    },

    async canAnotherWorkerBuild(worker, { pluginId, pipelineId }, now) {
      const canBuildElsewhere = anotherWorkerCan({ worker, now }, pipelineId, {
        pluginId,
        fingerprint: sql`locked.fingerprint`,
      })
      const { rows } = await sql`
        select 1 from plugin_lock locked where locked.plugin_id = ${pluginId} and ${canBuildElsewhere}`.execute(
        db,
      )
      return rows.length > 0
    },

    async sign({ node, seenAt, ...host }) {
      const values = { ...host, seen_at: seenAt }
      await writer.change((trx) =>
        trx
          .insertInto('worker_host')
          .values({ node, ...values })
          .onConflict((conflict) => conflict.column('node').doUpdateSet(values))
          .execute(),
      )
    },

    async leave(node) {
      await writer.change(async (trx) => {
        await trx.deleteFrom('plugin_environment').where('node', '=', node).execute()
        await trx.deleteFrom('environment_output').where('node', '=', node).execute()
        await trx.deleteFrom('worker_host').where('node', '=', node).execute()
      })
    },

    async hosts(after) {
      const rows = await db
        .selectFrom('worker_host')
        .selectAll()
        .where('seen_at', '>', after)
        .orderBy('node')
        .limit(MAX_HOSTS)
        .execute()
      return rows.map(({ seen_at: seenAt, ...host }) => ({ ...host, seenAt }))
    },
  }
}

const desired = ({
  status,
  type,
  fingerprint,
  ...row
}: {
  pluginId: string
  name: string
  type: string
  version: string
  fingerprint: string | null
  lockedAt: string
  status: string
}): DesiredEnvironment => ({
  ...row,
  // Only our stores write these columns, from the same unions.
  type: type as PluginType,
  fingerprint: fingerprint ?? '',
  unsettled: UNSETTLED_INSTALLS.some((unsettledStatus) => unsettledStatus === status),
})

const reported = (row: PluginEnvironmentRow): EnvironmentReport => ({
  node: row.node,
  pluginId: row.plugin_id,
  fingerprint: row.fingerprint,
  state: row.state as EnvironmentState,
  error: row.error,
  sizeBytes: row.size_bytes,
  changedAt: row.changed_at,
})
