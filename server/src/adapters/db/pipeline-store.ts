import { AppError, conflict } from '../../domain/errors.ts'
import { pluginPlaces } from '../../domain/plugin-reference.ts'
import type { PipelineStore } from '../../domain/pipeline-store.ts'
import type { SecretBox } from '../../domain/ports.ts'
import type { PipelineRecord } from '../../domain/records.ts'
import { pipelineStatistics } from './aggregates.ts'
import { brokenUniqueness } from './database-errors.ts'
import { withoutNul } from './folded-text.ts'
import { toJson } from './json.ts'
import {
  listPipelines,
  matchingPipelines,
  pipelineNames,
  pipelinesBy,
  pipelineTags,
} from './pipeline-list.ts'
import { pipelineRecord, pipelineRow } from './pipeline-rows.ts'
import { recentExecutions } from './recent-executions.ts'
import type { PipelineRow } from './schema.ts'
import { usesOfPlugins } from './plugin-uses.ts'
import type { Trx, Writer } from './writer.ts'

/** Pipelines, not archived unless asked for. */
export function createPipelineStore(writer: Writer, secretBox: SecretBox): PipelineStore {
  const { db } = writer
  const record = (row: PipelineRow) => pipelineRecord(row, secretBox)

  return {
    async create(pipeline, note) {
      await refusingTakenName(pipeline, () =>
        writer.change(async (trx, emit, audit) => {
          await trx.insertInto('pipeline').values(pipelineRow(pipeline, secretBox)).execute()
          await saveNames(trx, pipeline)
          emit({ type: 'pipeline.changed', pipelineId: pipeline.id, change: 'created' })
          audit(note)
        }),
      )
    },

    async find(id) {
      const row = await db.selectFrom('pipeline').selectAll().where('id', '=', id).executeTakeFirst()
      return row === undefined ? undefined : record(row)
    },

    async findByName(name) {
      const row = await db
        .selectFrom('pipeline')
        .selectAll()
        .where('name', '=', withoutNul(name))
        .where('archived_at', 'is', null)
        .executeTakeFirst()
      return row === undefined ? undefined : record(row)
    },

    withIds: async (ids) => (await pipelinesBy(db, 'id', ids)).map(record),

    withNames: async (names) => (await pipelinesBy(db, 'name', names.map(withoutNul))).map(record),

    list: (query) => listPipelines(db, query, record),

    tags: (limit) => pipelineTags(db, limit),

    names: (ids) => pipelineNames(db, ids),

    matching: (filter, limit) => matchingPipelines(db, filter, limit),

    async update(pipeline, expectedVersion, note) {
      return refusingTakenName(pipeline, () =>
        writer.change(async (trx, emit, audit) => {
          const before = await lock(trx, pipeline.id)
          if (before === undefined || before.version !== expectedVersion) return false
          const { id, ...values } = pipelineRow(pipeline, secretBox)
          const sameTicks =
            before.schedule === values.schedule &&
            before.timezone === values.timezone &&
            before.is_active === values.is_active &&
            before.archived_at === values.archived_at
          // Another schedule begins anew, now: what was due by the old one is not caught up.
          const ticks = sameTicks ? {} : { next_due_at: null, catch_up_until: null }
          await trx
            .updateTable('pipeline')
            .set({ ...values, ...ticks })
            .where('id', '=', id)
            .execute()
          await saveNames(trx, pipeline)
          const restored = before.archived_at !== null && pipeline.archivedAt === null
          emit({ type: 'pipeline.changed', pipelineId: id, change: restored ? 'restored' : 'updated' })
          audit(note)
          return true
        }),
      )
    },

    async archive(id, at, configWithoutSecrets, note) {
      return writer.change(async (trx, emit, audit) => {
        const before = await lock(trx, id)
        if (before === undefined || before.archived_at !== null) return false
        // Asked with the pipeline locked: whoever enqueues now waits, and then finds it archived.
        const unfinished = await trx
          .selectFrom('execution')
          .select('id')
          .where('pipeline_id', '=', id)
          .where('status', 'in', ['pending', 'running'])
          .executeTakeFirst()
        if (unfinished !== undefined) return false
        await trx
          .updateTable('pipeline')
          .set({
            archived_at: at,
            updated_at: at,
            config: secretBox.seal(toJson(configWithoutSecrets)),
            version: before.version + 1,
          })
          .where('id', '=', id)
          .execute()
        // One-off configuration of its executions may hold secrets, too.
        await trx
          .updateTable('execution')
          .set({ options: null })
          .where('pipeline_id', '=', id)
          .where('options', 'is not', null)
          .execute()
        await trx.deleteFrom('pipeline_plugin').where('pipeline_id', '=', id).execute()
        emit({ type: 'pipeline.changed', pipelineId: id, change: 'archived' })
        audit(note)
        return true
      })
    },

    recentExecutions: (ids, count) => recentExecutions(writer, ids, count),

    statistics: (id) => pipelineStatistics(writer, id),

    usingPlugins: (names, first) => usesOfPlugins(db, names, first),
  }
}

type LockedRow = Pick<PipelineRow, 'version' | 'archived_at' | 'schedule' | 'timezone' | 'is_active'>

/** Holds the row until the commit, by a write that changes nothing: SQLite has no `for update`. */
function lock(trx: Trx, id: string): Promise<LockedRow | undefined> {
  return trx
    .updateTable('pipeline')
    .set(({ ref }) => ({ version: ref('version') }))
    .where('id', '=', id)
    .returning(['version', 'archived_at', 'schedule', 'timezone', 'is_active'])
    .executeTakeFirst()
}

/** The plugins and tags of a pipeline as rows, to find it by them. An archived one uses no plugin any more. */
async function saveNames(trx: Trx, pipeline: PipelineRecord): Promise<void> {
  const { id } = pipeline
  await trx.deleteFrom('pipeline_plugin').where('pipeline_id', '=', id).execute()
  if (pipeline.archivedAt === null) {
    const plugins = new Set(pluginPlaces(pipeline).map((place) => place.reference.name))
    await trx
      .insertInto('pipeline_plugin')
      .values([...plugins].map((name) => ({ pipeline_id: id, plugin_name: withoutNul(name) })))
      .execute()
  }
  await trx.deleteFrom('pipeline_tag').where('pipeline_id', '=', id).execute()
  const tags = [...new Set(pipeline.tags)].map((tag) => ({ pipeline_id: id, tag: withoutNul(tag) }))
  if (tags.length > 0) await trx.insertInto('pipeline_tag').values(tags).execute()
}

/** Two who take one name at once: the index on names lets one through. */
async function refusingTakenName<T>({ name }: PipelineRecord, write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (!/pipeline[._]name\b/.test(brokenUniqueness(error) ?? '')) throw error
    const { code, message } = conflict(`There is already a pipeline named "${name}". Choose another name.`)
    throw new AppError(code, message, { cause: error, fields: [{ path: 'name', message }] })
  }
}
