import { sql, type Kysely, type SqlBool } from 'kysely'

import { templateContentSchema, type TemplateContent } from '@flx/shared/templates/template'
import { MAX_TEMPLATES } from '@flx/shared/templates/template-document'

import type { AuditNote } from '../../../domain/access/audit-log.ts'
import { StoreRefusal } from '../../../domain/core/store-refusal.ts'
import { parseTyped } from '../../../domain/core/text/typed-numbers.ts'
import type {
  StoredVersion,
  TemplateRecord,
  TemplateStore,
} from '../../../domain/templates/template-store.ts'
import { violatedUniqueConstraint } from '../core/database-errors.ts'
import { fold, storable, withoutNul } from '../core/rows/folded-text.ts'
import { rowReader, toJson } from '../core/rows/json.ts'
import type { Schema, TemplateRow, TemplateVersionRow } from '../core/schema.ts'
import type { Trx, Writer } from '../core/writer.ts'

type Joined = TemplateRow &
  Pick<TemplateVersionRow, 'content' | 'created_by_name'> & { version_created_at: string }

/** Stores templates with their versions. */
export function createTemplateStore(writer: Writer): TemplateStore {
  const { db } = writer
  return {
    async list() {
      const rows = await present(db).orderBy('name_key').orderBy('id').limit(MAX_TEMPLATES).execute()
      return rows.map(record)
    },

    async find(id) {
      const row = await present(db).where('id', '=', id).executeTakeFirst()
      return row === undefined ? undefined : record(row)
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
      return row === undefined ? undefined : record(row)
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

const templateRow = (template: TemplateRecord): TemplateRow =>
  storable({
    id: template.id,
    name: template.name,
    name_key: fold(template.name),
    description: template.description,
    version: template.version,
    bundled: template.bundled ? 1 : 0,
    created_at: template.createdAt,
  })

function record(row: Joined): TemplateRecord {
  const content = contentOf(row.id, row.content)
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    version: row.version,
    bundled: row.bundled === 1,
    content: content ?? EMPTY_CONTENT,
    createdAt: row.created_at,
    updatedAt: row.version_created_at,
    updatedByName: row.created_by_name,
    ...(content === null && { damaged: ['content'] }),
  }
}

const storedVersion = (row: TemplateVersionRow): StoredVersion => ({
  version: row.version,
  content: contentOf(row.template_id, row.content),
  createdAt: row.created_at,
  createdByName: row.created_by_name,
})

/**
 * Returns the content of a version. Content that this version of the product would not accept counts as damaged, too:
 * nothing is created from it.
 */
function contentOf(id: string, text: string): TemplateContent | null {
  const read = rowReader('template_version', id)
  const parsed = parseTyped(templateContentSchema, read.json('content', text))
  if (parsed.success) return parsed.data
  if (read.damaged.length === 0) read.report('content', 'It is not the content of a template.')
  return null
}

/** Replaces content that cannot be read. */
const EMPTY_CONTENT: TemplateContent = templateContentSchema.parse({ naming: '-', body: {} })

/** If two templates take the same name at once, the index on names lets one through. */
async function refusingTakenName<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (!/template[._]name\b/.test(violatedUniqueConstraint(error) ?? '')) throw error
    throw new StoreRefusal('name-taken', { cause: error })
  }
}
