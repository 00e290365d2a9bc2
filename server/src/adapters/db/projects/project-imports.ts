import type { ImportStep, ProjectImportStore } from '../../../domain/projects/project-store.ts'
import type { SecretBox } from '../../../domain/core/ports.ts'
import { rowReader, toJson } from '../core/rows/json.ts'
import type { ProjectUndoRow } from '../core/schema.ts'
import type { Writer } from '../core/writer.ts'
import { writeOrigin } from './project-store.ts'

/** An import emits its progress at most this many times. */
const MAX_UPDATES = 100
/** An upper bound for the steps of one import; a project has fewer elements. */
const MAX_STEPS = 20_000

/** Stores the last import of each project, step by step. */
export function createProjectImports(writer: Writer, secretBox: SecretBox): ProjectImportStore {
  const { db } = writer
  const changed = (projectId: string) => ({ type: 'project.changed', projectId }) as const
  return {
    begin: (projectId, total) =>
      writer.change(async (trx, emit) => {
        await trx.deleteFrom('project_undo').where('project_id', '=', projectId).execute()
        await trx
          .insertInto('project_import')
          .values({ project_id: projectId, done: 0, total })
          .onConflict((conflict) => conflict.column('project_id').doUpdateSet({ done: 0, total }))
          .execute()
        emit(changed(projectId))
      }),

    note: (projectId, position, step) =>
      writer.change(async (trx, emit) => {
        const done = position + 1
        const row = await trx
          .updateTable('project_import')
          .set({ done })
          .where('project_id', '=', projectId)
          .returning('total')
          .executeTakeFirst()
        const total = row?.total ?? done
        if (done === total || done % Math.ceil(total / MAX_UPDATES) === 0) emit(changed(projectId))
        if (step === null) return
        await trx
          .insertInto('project_undo')
          .values({
            id: `${projectId}/${position}`,
            project_id: projectId,
            position,
            item: secretBox.seal(toJson({ ...step })),
          })
          .execute()
      }),

    async progress(projectIds) {
      if (projectIds.length === 0) return new Map()
      const rows = await db
        .selectFrom('project_import')
        .selectAll()
        .where('project_id', 'in', projectIds)
        .execute()
      return new Map(rows.map(({ project_id, done, total }) => [project_id, { done, total }]))
    },

    async steps(projectId) {
      const rows = await db
        .selectFrom('project_undo')
        .selectAll()
        .where('project_id', '=', projectId)
        .orderBy('position', 'desc')
        .limit(MAX_STEPS)
        .execute()
      const steps = rows.flatMap((row) => {
        const step = stepIn(row)
        return step === undefined ? [] : [{ ...step, position: row.position }]
      })
      return { steps, unreadable: rows.length - steps.length }
    },

    undone: (projectId, { position, key, origin }) =>
      writer.change(async (trx, emit) => {
        await trx
          .deleteFrom('project_undo')
          .where('project_id', '=', projectId)
          .where('position', '=', position)
          .execute()
        if (origin !== null) await writeOrigin(trx, projectId, origin)
        else {
          await trx
            .deleteFrom('project_origin')
            .where('project_id', '=', projectId)
            .where('element', '=', key)
            .execute()
        }
        emit(changed(projectId))
      }),
  }

  function stepIn(row: ProjectUndoRow): ImportStep | undefined {
    const read = rowReader('project_undo', row.id)
    const item = read.sealedObject<Partial<ImportStep>>('item', row.item, secretBox)
    if (item.key !== undefined) return item as ImportStep
    if (read.damaged.length === 0) read.report('item', 'It is not a step of an import.')
    return undefined
  }
}
