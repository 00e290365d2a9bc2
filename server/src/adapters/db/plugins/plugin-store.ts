import { UNSETTLED_INSTALLS, type PluginType } from '@flx/shared/plugins/plugin'

import type { PluginStore } from '../../../domain/plugins/plugin-store.ts'
import type { Clock, NewEvent, SecretBox } from '../../../domain/core/ports.ts'
import { withoutDamaged } from '../core/rows/damaged-columns.ts'
import { withoutNul } from '../core/rows/folded-text.ts'
import { toJson } from '../core/rows/json.ts'
import { listPlugins, matchingPlugins } from './plugin-list.ts'
import { claimNewest, setNewest } from './newest-versions.ts'
import { putPreviousInstallation, putLock, readPreviousInstallation, readLock } from './plugin-locks.ts'
import { pluginRecord, pluginRow } from './plugin-rows.ts'
import type { PluginRow } from '../core/schema.ts'
import type { Trx, Writer } from '../core/writer.ts'

/** An upper bound, far above any real installation. */
const MAX_PLUGINS = 100_000

/** Stores the registry of plugins and the output of their installations. */
export function createPluginStore(
  writer: Writer,
  secretBox: SecretBox,
  clock: Clock,
  node?: string,
): PluginStore {
  const { db } = writer
  const record = (row: PluginRow) => pluginRecord(row, secretBox)

  return {
    async create(plugin, note) {
      return writer.change(async (trx, emit, audit) => {
        const inserted = await trx
          .insertInto('plugin')
          .values(pluginRow(plugin, secretBox))
          .onConflict((conflict) => conflict.columns(['name', 'type']).doNothing())
          .returningAll()
          .executeTakeFirst()
        if (inserted === undefined) return 'name-taken'
        emit(changeEvent(inserted, 'created'))
        audit(note)
        return 'created'
      })
    },

    async find(id) {
      const row = await db.selectFrom('plugin').selectAll().where('id', '=', id).executeTakeFirst()
      return row === undefined ? undefined : record(row)
    },

    async findByName(name, type) {
      const rows = await db
        .selectFrom('plugin')
        .selectAll()
        .where('name', '=', withoutNul(name))
        .$if(type !== undefined, (query) => query.where('type', '=', type ?? ''))
        .orderBy('type')
        .execute()
      return rows.map(record)
    },

    async findByNames(names) {
      if (names.length === 0) return []
      const rows = await db
        .selectFrom('plugin')
        .selectAll()
        .where('name', 'in', names.map(withoutNul))
        .orderBy('type')
        .orderBy('name')
        .execute()
      return rows.map(record)
    },

    async registered(names) {
      if (names.length === 0) return []
      const rows = await db
        .selectFrom('plugin')
        .select(['id', 'name', 'type', 'variant'])
        .where('name', 'in', names.map(withoutNul))
        .orderBy('type')
        .orderBy('name')
        .execute()
      return rows.map((row) => ({ ...row, type: row.type as PluginType }))
    },

    list: (query) => listPlugins(db, query, record),

    async names(ids) {
      if (ids.length === 0) return new Map()
      const rows = await db.selectFrom('plugin').select(['id', 'name']).where('id', 'in', ids).execute()
      return new Map(rows.map(({ id, name }) => [id, name]))
    },

    matching: (filter, limit) => matchingPlugins(db, filter, limit),

    async all() {
      return (await db.selectFrom('plugin').selectAll().orderBy('type').orderBy('name').execute()).map(record)
    },

    async update(plugin, expectedRevision, note) {
      return writer.change(async (trx, emit, audit) => {
        const before = await lock(trx, plugin.id)
        if (before === undefined || before.revision !== expectedRevision) return false
        const { id, ...stored } = pluginRow(plugin, secretBox)
        const values = withoutDamaged(stored, plugin.damaged)
        const { pip_url = before.pip_url, command = before.command } = values
        // An installation might have progressed since the document was read; only a different source invalidates it.
        const sameSource = before.pip_url === pip_url && before.command === command
        const { install_status, install_error, install_remedy, installed_at, newest_version } = sameSource
          ? before
          : stored
        const row = await trx
          .updateTable('plugin')
          .set({
            ...values,
            ...{ install_status, install_error, install_remedy, installed_at, newest_version },
          })
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirstOrThrow()
        emit(changeEvent(row, 'updated'))
        audit(note)
        return true
      })
    },

    async withoutSecretSettings() {
      const rows = await db
        .selectFrom('plugin')
        .selectAll()
        .where('secret_settings', 'is', null)
        .orderBy('id')
        .limit(MAX_PLUGINS)
        .execute()
      return rows.map(record)
    },

    async rememberSecrets({ id, revision }, paths) {
      await db
        .updateTable('plugin')
        .set({ secret_settings: toJson(paths) })
        .where('id', '=', id)
        .where('revision', '=', revision)
        .execute()
    },

    async remove(id, note) {
      return writer.change(async (trx, emit, audit) => {
        const row = await trx.deleteFrom('plugin').where('id', '=', id).returningAll().executeTakeFirst()
        if (row === undefined) return false
        emit(changeEvent(row, 'deleted'))
        audit(note)
        return true
      })
    },

    async setInstall(id, install) {
      await writer.change(async (trx, emit) => {
        const row = await trx
          .updateTable('plugin')
          .set({
            install_status: install.status,
            install_error: install.error,
            install_remedy:
              install.remedy === undefined || install.remedy === null ? null : toJson(install.remedy),
            installed_at: install.installedAt,
            updated_at: clock.now().toISOString(),
            ...(install.version === undefined ? {} : { version: install.version }),
            install_node: null,
          })
          .where('id', '=', id)
          .$if(install.by !== undefined, (query) =>
            query
              .where('install_node', '=', install.by ?? '')
              .where('install_status', 'in', UNSETTLED_INSTALLS),
          )
          .returningAll()
          .executeTakeFirst()
        if (row === undefined) return
        if (install.replaced !== undefined) await putPreviousInstallation(trx, id, install.replaced)
        if (install.lock !== undefined) await putLock(trx, id, install.lock)
        // Its packages stay known for the next installation.
        if (install.status === 'none') {
          await trx.updateTable('plugin_lock').set({ wanted: 0 }).where('plugin_id', '=', id).execute()
        }
        emit(changeEvent(row, 'updated'))
      })
    },

    lock: (id) => readLock(db, id),
    previousInstallation: (id) => readPreviousInstallation(db, id),

    claimNewest: (id, times) => claimNewest(db, id, times),

    async setNewest(id, version) {
      await writer.change(async (trx, emit) => {
        const row = await setNewest(trx, id, version)
        if (row !== undefined) emit(changeEvent(row, 'updated'))
      })
    },

    async unsettled(nodeName) {
      return db
        .selectFrom('plugin')
        .select(['id', 'install_node as node'])
        .where('install_status', 'in', UNSETTLED_INSTALLS)
        .$if(nodeName !== undefined, (query) => query.where('install_node', '=', nodeName ?? ''))
        .limit(MAX_PLUGINS)
        .execute()
    },

    async beginInstall(id, status, note) {
      return writer.change(async (trx, emit, audit) => {
        const row = await trx
          .updateTable('plugin')
          .set({
            ...{ install_status: status, install_error: null, install_remedy: null },
            install_node: node ?? null,
          })
          .where('id', '=', id)
          .where('install_status', 'not in', UNSETTLED_INSTALLS)
          .returningAll()
          .executeTakeFirst()
        if (row === undefined) return false
        emit(changeEvent(row, 'updated'))
        audit(note)
        return true
      })
    },

    async cancelInstall(id, reason, note) {
      return writer.change(async (trx, emit, audit) => {
        const row = await trx
          .updateTable('plugin')
          .set({ install_status: 'cancelling', install_error: reason })
          .where('id', '=', id)
          .where('install_status', '=', 'installing')
          .returningAll()
          .executeTakeFirst()
        if (row !== undefined) {
          emit(changeEvent(row, 'updated'))
          audit(note)
          return 'requested'
        }
        const { status } = (await installOf(trx, id)) ?? {}
        return status === 'cancelling' ? 'already-requested' : 'not-installing'
      })
    },

    async cancelledInstall(id) {
      const { status, error } = (await installOf(db, id)) ?? {}
      return status === 'cancelling' ? (error ?? '') : null
    },

    async appendOutput(id, lines) {
      if (lines.length === 0) return
      const rows = lines.map(({ line, at, text }) => ({ plugin_id: id, line, at, text: withoutNul(text) }))
      await writer.change((trx) => trx.insertInto('plugin_output').values(rows).execute())
    },

    async clearOutput(id) {
      await writer.change((trx) => trx.deleteFrom('plugin_output').where('plugin_id', '=', id).execute())
    },

    async output(id, after, limit) {
      return db
        .selectFrom('plugin_output')
        .select(['line', 'at', 'text'])
        .where('plugin_id', '=', id)
        .where('line', '>', after)
        .orderBy('line')
        .limit(limit)
        .execute()
    },
  }
}

const changeEvent = (row: PluginRow, change: 'created' | 'updated' | 'deleted'): NewEvent => ({
  type: 'plugin.changed',
  pluginId: row.id,
  pluginType: row.type as PluginType,
  change,
})

/** Returns the status of a plugin's installation; undefined if the plugin does not exist. */
const installOf = (db: Pick<Trx, 'selectFrom'>, id: string) =>
  db
    .selectFrom('plugin')
    .select(['install_status as status', 'install_error as error'])
    .where('id', '=', id)
    .executeTakeFirst()

/** Locks the row until the commit, by a write that changes nothing: SQLite has no `for update`. */
function lock(trx: Trx, id: string): Promise<PluginRow | undefined> {
  return trx
    .updateTable('plugin')
    .set(({ ref }) => ({ revision: ref('revision') }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
}
