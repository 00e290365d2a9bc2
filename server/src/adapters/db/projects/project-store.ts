import { throughMeltanoSchema } from '@flx/shared/projects/through-meltano'
import type { Kysely } from 'kysely'

import type { Origin } from '../../../domain/projects/import/planned.ts'
import type { ProjectRecord, ProjectStore } from '../../../domain/projects/project-store.ts'
import type { SecretBox } from '../../../domain/core/ports.ts'
import { storable } from '../core/rows/folded-text.ts'
import { rowReader, toJson } from '../core/rows/json.ts'
import type { ProjectOriginRow, ProjectRow, Schema } from '../core/schema.ts'
import type { Writer } from '../core/writer.ts'

/** An upper bound; projects are created manually, one by one. */
const LIMIT = 1000
const MAX_ORIGINS = 20_000
const IDS_AT_ONCE = 500

function throughMeltanoOf({ id, through_meltano: text }: ProjectRow): ProjectRecord['throughMeltano'] {
  if (text === null) return null
  const read = rowReader('project', id)
  const { data } = throughMeltanoSchema.safeParse(read.json('through_meltano', text))
  if (data === undefined) read.report('through_meltano', 'It names no jobs.')
  return data ?? null
}

/** Stores imported projects, and the origin of pipelines and plugins. */
export function createProjectStore(writer: Writer, secretBox: SecretBox): ProjectStore {
  const { db } = writer
  const record = (row: ProjectRow): ProjectRecord => ({
    id: row.id,
    name: row.name,
    // Only this adapter writes the column.
    source: row.source as ProjectRecord['source'],
    environment: row.environment,
    importedAt: row.imported_at,
    importedBy: row.imported_by,
    problem: row.problem,
    statesProblem: row.states_problem,
    throughMeltano: throughMeltanoOf(row),
    salt:
      rowReader('project', row.id).sealedObject<{ text?: string }>('salt', row.salt, secretBox).text ?? '',
  })
  return {
    async list() {
      return (await db.selectFrom('project').selectAll().orderBy('name').limit(LIMIT).execute()).map(record)
    },

    async findByName(name) {
      const row = await db.selectFrom('project').selectAll().where('name', '=', name).executeTakeFirst()
      return row === undefined ? undefined : record(row)
    },

    async find(id) {
      const row = await db.selectFrom('project').selectAll().where('id', '=', id).executeTakeFirst()
      return row === undefined ? undefined : record(row)
    },

    save: (project, note) =>
      writer.change(async (trx, emit, audit) => {
        audit(note)
        emit({ type: 'project.changed', projectId: project.id })
        const values = storable({
          name: project.name,
          source: project.source,
          environment: project.environment,
          imported_at: project.importedAt,
          imported_by: project.importedBy,
          problem: project.problem,
          states_problem: project.statesProblem,
          through_meltano: project.throughMeltano === null ? null : toJson(project.throughMeltano),
          salt: secretBox.seal(toJson({ text: project.salt })),
        })
        await trx
          .insertInto('project')
          .values({ id: project.id, ...values })
          .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
          .execute()
      }),

    async origins(projectId) {
      const rows = await db
        .selectFrom('project_origin')
        .selectAll()
        .where('project_id', '=', projectId)
        .orderBy('element')
        .limit(MAX_ORIGINS)
        .execute()
      return rows.map(originOf)
    },

    saveOrigin: (projectId, origin) => writer.change((trx) => writeOrigin(trx, projectId, origin)),

    notInstalled: (projectId, limit) =>
      db
        .selectFrom('project_origin')
        .innerJoin('plugin', 'plugin.id', 'project_origin.entity_id')
        .select(['plugin.id', 'plugin.name', 'plugin.install_status'])
        .where('project_origin.project_id', '=', projectId)
        .where('plugin.installed_at', 'is', null)
        .orderBy('plugin.name')
        .limit(limit)
        .execute()
        .then((rows) =>
          rows.map(({ id, name, install_status }) => ({
            id,
            name,
            installing: install_status === 'installing',
          })),
        ),

    async originOf(entityId) {
      const row = await db
        .selectFrom('project_origin')
        .selectAll()
        .where('entity_id', '=', entityId)
        .orderBy('project_id')
        .executeTakeFirst()
      if (row === undefined) return undefined
      const project = await db
        .selectFrom('project')
        .selectAll()
        .where('id', '=', row.project_id)
        .executeTakeFirstOrThrow()
      return { project: record(project), origin: originOf(row) }
    },

    async othersOf(entityIds, exceptProjectId) {
      const found = new Map<string, string>()
      for (let at = 0; at < entityIds.length; at += IDS_AT_ONCE) {
        const rows = await db
          .selectFrom('project_origin')
          .innerJoin('project', 'project.id', 'project_origin.project_id')
          .select(['project_origin.entity_id', 'project.name'])
          .where('project_origin.entity_id', 'in', entityIds.slice(at, at + IDS_AT_ONCE))
          .where('project_origin.project_id', '!=', exceptProjectId ?? '')
          .execute()
        for (const row of rows) found.set(row.entity_id, row.name)
      }
      return found
    },
  }
}

/** Records the origin of a pipeline or plugin, in the caller's transaction. */
export async function writeOrigin(trx: Kysely<Schema>, projectId: string, origin: Origin): Promise<void> {
  const values = storable({
    entity_type: origin.type,
    entity_id: origin.entityId,
    file: origin.file,
    line: origin.line,
    claims: toJson(origin.claims),
  })
  await trx
    .insertInto('project_origin')
    .values({ project_id: projectId, element: origin.key, ...values })
    .onConflict((conflict) => conflict.columns(['project_id', 'element']).doUpdateSet(values))
    .execute()
}

function originOf(row: ProjectOriginRow): Origin {
  const read = rowReader('project_origin', row.element)
  return {
    key: row.element,
    type: row.entity_type as Origin['type'],
    entityId: row.entity_id,
    file: row.file,
    line: row.line,
    claims: read.object<Origin['claims']>('claims', row.claims),
  }
}
