import { StoreRefusal } from '../../../domain/core/store-refusal.ts'
import { keepsTicks } from '../../../domain/schedules/tick-plan.ts'
import type { PipelineStore } from '../../../domain/pipelines/pipeline-store.ts'
import type { Clock, SecretBox } from '../../../domain/core/ports.ts'
import { endFlows } from '../lineage/record-lineage.ts'
import { pipelineStatistics } from '../figures/aggregates.ts'
import { violatedUniqueConstraint } from '../core/database-errors.ts'
import { withoutDamaged } from '../core/rows/damaged-columns.ts'
import { withoutNul } from '../core/rows/folded-text.ts'
import { toJson } from '../core/rows/json.ts'
import {
  freshnessCounts,
  listPipelines,
  matchingPipelines,
  pipelineNames,
  pipelineOwners,
  pipelinesBy,
  pipelineTags,
  stalePipelines,
} from './pipeline-list.ts'
import { saveNames } from './pipeline-names.ts'
import { flowOf, listFlows } from './pipeline-flows.ts'
import { pipelineRecord, pipelineRow, sealedLink, sealedRunner } from './pipeline-rows.ts'
import { durationTrends } from '../executions/duration-trends.ts'
import { limitColumns } from '../executions/recent-figures.ts'
import { recentExecutions } from '../executions/recent-executions.ts'
import type { PipelineRow } from '../core/schema.ts'
import { countStaleTime } from '../objectives/count-objective.ts'
import { updateBudget } from '../objectives/update-budget.ts'
import { WATCHED_COLUMNS } from '../objectives/watched.ts'
import { usesOfPlugins } from '../plugins/plugin-uses.ts'
import type { Trx, Writer } from '../core/writer.ts'

/** Stores pipelines; archived ones are returned only on request. */
export function createPipelineStore(writer: Writer, secretBox: SecretBox, clock: Clock): PipelineStore {
  const { db } = writer
  const now = () => clock.now().toISOString()
  const record = (row: PipelineRow) => pipelineRecord(row, secretBox)
  const pipelines = db.selectFrom('pipeline').selectAll()
  const byId = async (after: string, limit: number, narrow: (query: typeof pipelines) => typeof pipelines) =>
    (await narrow(pipelines).where('id', '>', after).orderBy('id').limit(limit).execute()).map(record)

  return {
    async create(pipeline, note) {
      await withTakenNameRefused(() =>
        writer.change(async (trx, emit, audit) => {
          const row = pipelineRow(pipeline, secretBox)
          await trx
            .insertInto('pipeline')
            .values({ ...row, ...limitColumns({ ...row, loaded_at: '' }) })
            .execute()
          await saveNames(trx, pipeline)
          if (row.success_objective !== null || row.freshness_objective !== null)
            await updateBudget(trx, pipeline.id, pipeline.createdAt)
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

    list: (query) => listPipelines(db, query, now(), record),

    tags: (limit) => pipelineTags(db, limit),

    owners: (limit) => pipelineOwners(db, limit),

    freshness: (at) => freshnessCounts(db, at),

    stale: (at, limit) => stalePipelines(db, at, limit),

    flows: (query) => listFlows(db, query, now()),

    flowOf: (id) => flowOf(db, id),

    names: (ids) => pipelineNames(db, ids),

    matching: (filter, limit) => matchingPipelines(db, filter, limit, now()),

    async update(pipeline, expectedVersion, note) {
      return withTakenNameRefused(() =>
        writer.change(async (trx, emit, audit) => {
          const before = await lock(trx, pipeline.id)
          if (before === undefined || before.version !== expectedVersion) return false
          const { id, ...row } = pipelineRow(pipeline, secretBox)
          const values = withoutDamaged(row, pipeline.damaged)
          const ticks = keepsTicks(scheduleSettings(before), scheduleSettings({ ...before, ...values }))
            ? {}
            : { next_due_at: null, catch_up_until: null }
          await trx
            .updateTable('pipeline')
            .set({
              ...values,
              ...ticks,
              ...limitColumns({ ...row, loaded_at: before.loaded_at }),
              ...(await watchColumns(trx, before, { ...before, ...values }, pipeline.updatedAt)),
            })
            .where('id', '=', id)
            .execute()
          await saveNames(trx, pipeline)
          await updateBudget(trx, id, pipeline.updatedAt)
          const restored = before.archived_at !== null && pipeline.archivedAt === null
          emit({ type: 'pipeline.changed', pipelineId: id, change: restored ? 'restored' : 'updated' })
          audit(note)
          return true
        }),
      )
    },

    withPlugin: (pluginName, after, limit) =>
      byId(after, limit, (query) =>
        query.where('id', 'in', (using) =>
          using
            .selectFrom('pipeline_plugin')
            .select('pipeline_id')
            .where('plugin_name', '=', withoutNul(pluginName)),
        ),
      ),

    withoutSecretSettings: (after, limit) =>
      byId(after, limit, (query) => query.where('secret_settings', 'is', null)),

    present: (after, limit) => byId(after, limit, (query) => query.where('archived_at', 'is', null)),

    ofTemplate: (templateId, after, limit) =>
      byId(after, limit, (query) =>
        query.where('template_id', '=', templateId).where('archived_at', 'is', null),
      ),

    async rememberSecrets({ id, version }, paths) {
      await db
        .updateTable('pipeline')
        .set({ secret_settings: toJson(paths) })
        .where('id', '=', id)
        .where('version', '=', version)
        .execute()
    },

    async archive(id, at, { config, runner, template }, note) {
      return writer.change(async (trx, emit, audit) => {
        const before = await lock(trx, id)
        if (before === undefined || before.archived_at !== null) return false
        // Checked with the pipeline locked: an insert that waits for the lock then finds it archived.
        const unfinished = await trx
          .selectFrom('execution')
          .select('id')
          .where('pipeline_id', '=', id)
          .where('status', 'in', ['pending', 'running'])
          .executeTakeFirst()
        if (unfinished !== undefined) return false
        await countStaleTime(trx, before, at)
        await trx
          .updateTable('pipeline')
          .set({
            archived_at: at,
            updated_at: at,
            ...(config !== undefined && { config: secretBox.seal(toJson(config)) }),
            ...(runner !== undefined && { runner: sealedRunner(runner, secretBox) }),
            ...(template !== undefined && { template_link: sealedLink(template, secretBox) }),
            version: before.version + 1,
          })
          .where('id', '=', id)
          .execute()
        // One-off configuration of its executions can hold secrets, too.
        await trx
          .updateTable('execution')
          .set({ options: null })
          .where('pipeline_id', '=', id)
          .where('options', 'is not', null)
          .execute()
        await trx.deleteFrom('pipeline_plugin').where('pipeline_id', '=', id).execute()
        await endFlows(trx, id, at)
        emit({ type: 'pipeline.changed', pipelineId: id, change: 'archived' })
        audit(note)
        return true
      })
    },

    recentExecutions: (ids, count) => recentExecutions(writer, ids, count),

    durationTrends: (ids) => durationTrends(writer, ids),

    statistics: (id) => pipelineStatistics(writer, id),

    usingPlugins: (names, first) => usesOfPlugins(db, names, first),
  }
}

type LockedRow = Pick<
  PipelineRow,
  | 'version'
  | 'schedule'
  | 'timezone'
  | 'loaded_at'
  | 'freshness_target_seconds'
  | (typeof WATCHED_COLUMNS)[number]
>

const scheduleSettings = ({
  schedule,
  timezone,
  is_active,
  archived_at,
}: Pick<LockedRow, 'schedule' | 'timezone' | 'is_active' | 'archived_at'>) => ({
  schedule,
  timezone,
  isActive: is_active === 1,
  archivedAt: archived_at,
})

/** Restarts counting the age of a pipeline's data when it is switched, archived or restored, or its target changes. */
async function watchColumns(
  trx: Trx,
  before: LockedRow,
  after: Pick<PipelineRow, 'is_active' | 'archived_at' | 'freshness_target_seconds'>,
  at: string,
): Promise<Partial<PipelineRow>> {
  const isUnchanged =
    before.is_active === after.is_active &&
    before.archived_at === after.archived_at &&
    before.freshness_target_seconds === after.freshness_target_seconds
  if (isUnchanged) return {}
  return { ...(await countStaleTime(trx, before, at)), watched_from: at }
}

/** Locks the row until the commit, by a write that changes nothing: SQLite has no `for update`. */
function lock(trx: Trx, id: string): Promise<LockedRow | undefined> {
  return trx
    .updateTable('pipeline')
    .set(({ ref }) => ({ version: ref('version') }))
    .where('id', '=', id)
    .returning([
      'version',
      'schedule',
      'timezone',
      'loaded_at',
      'freshness_target_seconds',
      ...WATCHED_COLUMNS,
    ])
    .executeTakeFirst()
}

/** If two pipelines take the same name at once, the index on names lets one through. */
async function withTakenNameRefused<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (!/pipeline[._]name\b/.test(violatedUniqueConstraint(error) ?? '')) throw error
    throw new StoreRefusal('name-taken', { cause: error })
  }
}
