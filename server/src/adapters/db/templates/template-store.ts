import { sql, type Kysely, type SqlBool } from 'kysely'

import { MAX_TEMPLATES } from '@flx/shared/templates/template-document'

import type { AuditNote } from '../../../domain/access/audit-log.ts'
import { StoreRefusal } from '../../../domain/core/store-refusal.ts'
import type { TemplateRecord, TemplateStore } from '../../../domain/templates/template-store.ts'
import { violatedUniqueConstraint } from '../core/database-errors.ts'
import { storable, withoutNul } from '../core/rows/folded-text.ts'
import { toJson } from '../core/rows/json.ts'
import type { Schema } from '../core/schema.ts'
import type { Trx, Writer } from '../core/writer.ts'
import { storedVersion, templateRecord, templateRow } from './template-rows.ts'

/** Stores templates with their versions. */
export function createTemplateStore(writer: Writer): TemplateStore {
  const { db } = writer
  return {
    async list() {
      const rows = await present(db).orderBy('name_key').orderBy('id').limit(MAX_TEMPLATES).execute()
      return rows.map(templateRecord)
    },

    async find(id) {
      const row = await present(db).where('id', '=', id).executeTakeFirst()
      return row === undefined ? undefined : templateRecord(row)
    },

    async heads(ids) {
      if (ids.length === 0) return new Map()
      const rows = await db
        .selectFrom('template')
        .select(['id', 'name', 'version'])
        .where('id', 'in', ids)
        .execute()
      return new Map(rows.map(({ id, ...head }) => [id, head]))
    },

    async findByName(name) {
      const row = await present(db).where('name', '=', withoutNul(name)).executeTakeFirst()
      return row === undefined ? undefined : templateRecord(row)
    },

    async version(id, version) {
      const row = await versionsOf(db, id).where('version', '=', version).executeTakeFirst()
      return row === undefined ? undefined : storedVersion(row)
    },

    async versions(id, limit) {
      const rows = await versionsOf(db, id).orderBy('version', 'desc').limit(limit).execute()
      return rows.map(storedVersion)
    },

    async uses() {
      const rows = await db
        .selectFrom('pipeline')
        .innerJoin('template', 'template.id', 'pipeline.template_id')
        .select(({ fn, ref }) => [
          'pipeline.template_id',
          fn.countAll<number | string>().as('total'),
          sql<number | string>`sum(case when ${ref('pipeline.template_version')} < ${ref('template.version')}
            then 1 else 0 end)`.as('outdated'),
        ])
        // A literal: otherwise the partial index is not considered.
        .where(sql<SqlBool>`pipeline.template_id is not null`)
        .where('pipeline.archived_at', 'is', null)
        .groupBy('pipeline.template_id')
        .execute()
      return new Map(
        rows.map((row) => [
          row.template_id ?? '',
          { total: Number(row.total), outdated: Number(row.outdated) },
        ]),
      )
    },

    async create(template, note) {
      await refusingTakenName(() =>
        writer.change(async (trx, emit, audit) => {
          await trx.insertInto('template').values(templateRow(template)).execute()
          await addVersion(trx, template)
          emit({ type: 'template.changed', templateId: template.id })
          audit(note)
        }),
      )
    },

    update: (template, note) =>
      refusingTakenName(() =>
        writer.change(async (trx, emit, audit) => {
          const { id, created_at: _createdAt, ...values } = templateRow(template)
          const { numUpdatedRows } = await trx
            .updateTable('template')
            .set(values)
            .where('id', '=', id)
            .where('version', '=', template.version - 1)
            .executeTakeFirst()
          if (numUpdatedRows === 0n) return false
          await addVersion(trx, template)
          emit({ type: 'template.changed', templateId: id })
          audit(note)
          return true
        }),
      ),

    async remove(id, note: AuditNote) {
      await writer.change(async (trx, emit, audit) => {
        await trx
          .updateTable('pipeline')
          .set({ template_id: null, template_version: null, template_link: null })
          .where('template_id', '=', id)
          .execute()
        await trx.deleteFrom('template_version').where('template_id', '=', id).execute()
        await trx.deleteFrom('template').where('id', '=', id).execute()
        emit({ type: 'template.changed', templateId: id })
        audit(note)
      })
    },
  }
}

/** Selects templates with their current version; the columns of both have distinct names. */
const present = (db: Kysely<Schema>) =>
  db
    .selectFrom((query) =>
      query
        .selectFrom('template')
        .innerJoin('template_version', (join) =>
          join
            .onRef('template_version.template_id', '=', 'template.id')
            .onRef('template_version.version', '=', 'template.version'),
        )
        .selectAll('template')
        .select([
          'template_version.content',
          'template_version.created_by_name',
          'template_version.created_at as version_created_at',
        ])
        .as('template'),
    )
    .selectAll()

const versionsOf = (db: Kysely<Schema>, id: string) =>
  db.selectFrom('template_version').selectAll().where('template_id', '=', id)

async function addVersion(trx: Trx, template: TemplateRecord): Promise<void> {
  await trx
    .insertInto('template_version')
    .values(
      storable({
        template_id: template.id,
        version: template.version,
        content: toJson(template.content),
        created_at: template.updatedAt,
        created_by_name: template.updatedByName,
      }),
    )
    .execute()
}

/** If two templates take the same name at once, the index on names lets one through. */
async function refusingTakenName<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (!/template[._]name\b/.test(violatedUniqueConstraint(error) ?? '')) throw error
    throw new StoreRefusal('name-taken', { cause: error })
  }
}
