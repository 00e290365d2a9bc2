import { sql, type Kysely } from 'kysely'

import type { InstallStatus, PluginListQuery, PluginType, TransformerMode } from '@flx/shared/plugin'
import { TOTAL_CAP } from '@flx/shared/list'

import type { Clock, PluginStore, SecretBox } from '../../domain/ports.ts'
import type { PluginRecord } from '../../domain/records.ts'
import { fromJson, toJson } from './json.ts'
import { afterCursor, cappedTotal, containsAny, orderOf, pageOf } from './keyset.ts'
import type { PluginRow, Schema } from './schema.ts'
import type { NewEvent, Writer } from './writer.ts'

const SORT_COLUMNS = { name: 'name', type: "type || ':' || name", installedAt: 'installed_at' }

/** The registry of plugins and the output of their installations. */
export function createPluginStore(writer: Writer, secretBox: SecretBox, clock: Clock): PluginStore {
  const { db } = writer
  const record = (row: PluginRow) => pluginRecord(row, secretBox)

  return {
    async create(plugin) {
      return writer.change(async (trx, emit) => {
        const inserted = await trx
          .insertInto('plugin')
          .values(pluginRow(plugin, secretBox))
          .onConflict((conflict) => conflict.columns(['name', 'type']).doNothing())
          .returningAll()
          .executeTakeFirst()
        if (inserted === undefined) return 'name-taken'
        await emit(changed(inserted, 'created'))
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
        .where('name', '=', name)
        .$if(type !== undefined, (query) => query.where('type', '=', type ?? ''))
        .orderBy('type')
        .execute()
      return rows.map(record)
    },

    async list(query) {
      const order = orderOf(query.sort, SORT_COLUMNS)
      const matching = filtered(db, query)
      const rows = await matching
        .selectAll()
        .$if(order.column === 'installed_at', (select) => select.where('installed_at', 'is not', null))
        .$if(query.cursor !== undefined, (select) => select.where(afterCursor(order, query.cursor ?? '')))
        .orderBy(sql.raw(order.column), order.direction)
        .orderBy('id', order.direction)
        .limit(query.limit + 1)
        .execute()
      const counted = await db
        .selectFrom(
          matching
            .select('id')
            .limit(TOTAL_CAP + 1)
            .as('counted'),
        )
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
      const total = cappedTotal(counted.count)
      const valueOf = (row: PluginRow) =>
        query.sort.endsWith('type')
          ? `${row.type}:${row.name}`
          : query.sort.endsWith('name')
            ? row.name
            : (row.installed_at ?? '')
      return pageOf(rows, { limit: query.limit, order, valueOf, total }, record)
    },

    async all() {
      return (await db.selectFrom('plugin').selectAll().orderBy('type').orderBy('name').execute()).map(record)
    },

    async update(plugin, expectedRevision) {
      return writer.change(async (trx, emit) => {
        const { id, ...values } = pluginRow(plugin, secretBox)
        const row = await trx
          .updateTable('plugin')
          .set(values)
          .where('id', '=', id)
          .where('revision', '=', expectedRevision)
          .returningAll()
          .executeTakeFirst()
        if (row === undefined) return false
        await emit(changed(row, 'updated'))
        return true
      })
    },

    async remove(id) {
      return writer.change(async (trx, emit) => {
        const row = await trx.deleteFrom('plugin').where('id', '=', id).returningAll().executeTakeFirst()
        if (row === undefined) return false
        await emit(changed(row, 'deleted'))
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
            installed_at: install.installedAt,
            updated_at: clock.now().toISOString(),
            ...(install.version === undefined ? {} : { version: install.version }),
          })
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirst()
        if (row !== undefined) await emit(changed(row, 'updated'))
      })
    },

    async beginInstall(id, status) {
      return writer.change(async (trx, emit) => {
        const row = await trx
          .updateTable('plugin')
          .set({ install_status: status, install_error: null })
          .where('id', '=', id)
          .where('install_status', 'not in', ['installing', 'uninstalling'])
          .returningAll()
          .executeTakeFirst()
        if (row === undefined) return false
        await emit(changed(row, 'updated'))
        return true
      })
    },

    async appendOutput(id, lines) {
      if (lines.length === 0) return
      await db
        .insertInto('plugin_output')
        .values(
          lines.map(({ line, at, text }) => ({
            plugin_id: id,
            line,
            at,
            text: text.replaceAll('\0', '\u2400'),
          })),
        )
        .execute()
    },

    async clearOutput(id) {
      await db.deleteFrom('plugin_output').where('plugin_id', '=', id).execute()
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

const changed = (row: PluginRow, change: 'created' | 'updated' | 'deleted'): NewEvent => ({
  type: 'plugin.changed',
  pluginId: row.id,
  pluginType: row.type as PluginType,
  change,
})

function filtered(db: Kysely<Schema>, query: PluginListQuery) {
  let result = db.selectFrom('plugin')
  if (query.type !== undefined) result = result.where('type', '=', query.type)
  if (query.installed !== undefined) {
    result = result.where('installed_at', query.installed ? 'is not' : 'is', null)
  }
  if (query.search !== undefined && query.search.trim() !== '') {
    result = result.where(containsAny(['name', 'description', 'variant'], query.search.trim()))
  }
  return result
}

function pluginRow(plugin: PluginRecord, secretBox: SecretBox): PluginRow {
  return {
    id: plugin.id,
    name: plugin.name,
    type: plugin.type,
    variant: plugin.variant,
    version: plugin.version,
    label: plugin.label,
    description: plugin.description,
    docs: plugin.docs,
    pip_url: plugin.pipUrl,
    command: toJson(plugin.command),
    executable: plugin.executable,
    mode: plugin.mode,
    capabilities: toJson(plugin.capabilities),
    setting_definitions: toJson(plugin.settingDefinitions),
    settings: secretBox.seal(toJson(plugin.settings)),
    env: secretBox.seal(toJson(plugin.env)),
    python: plugin.python,
    inherit_from: plugin.inheritFrom,
    bundled: plugin.bundled ? 1 : 0,
    installed_at: plugin.installedAt,
    install_status: plugin.installStatus,
    install_error: plugin.installError,
    revision: plugin.revision,
    created_at: plugin.createdAt,
    updated_at: plugin.updatedAt,
  }
}

function pluginRecord(row: PluginRow, secretBox: SecretBox): PluginRecord {
  return {
    id: row.id,
    name: row.name,
    type: row.type as PluginType,
    variant: row.variant,
    version: row.version,
    label: row.label,
    description: row.description,
    docs: row.docs,
    pipUrl: row.pip_url,
    command: fromJson(row.command),
    executable: row.executable,
    mode: row.mode as TransformerMode | null,
    capabilities: fromJson(row.capabilities),
    settingDefinitions: fromJson(row.setting_definitions),
    settings: fromJson(secretBox.open(row.settings)),
    env: fromJson(secretBox.open(row.env)),
    python: row.python,
    inheritFrom: row.inherit_from,
    bundled: row.bundled === 1,
    installedAt: row.installed_at,
    installStatus: row.install_status as InstallStatus,
    installError: row.install_error,
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
