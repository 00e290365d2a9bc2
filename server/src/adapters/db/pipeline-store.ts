import { sql, type Kysely } from 'kysely'

import { TOTAL_CAP } from '@flx/shared/list'
import { pipelineType, type PipelineListQuery } from '@flx/shared/pipeline'

import { pluginPlaces } from '../../domain/plugin-reference.ts'
import type { PipelineStore, SecretBox } from '../../domain/ports.ts'
import type { PipelineRecord } from '../../domain/records.ts'
import { pipelineStatistics } from './aggregates.ts'
import { fromJson, toJson } from './json.ts'
import { afterCursor, cappedTotal, containsAny, orderOf, pageOf } from './keyset.ts'
import { recentExecutions } from './recent-executions.ts'
import type { PipelineRow, Schema } from './schema.ts'
import type { Trx, Writer } from './writer.ts'

const SORT_COLUMNS = { name: 'name', createdAt: 'created_at', lastExecutionAt: 'last_execution_at' }

/** Pipelines, not archived unless asked for. */
export function createPipelineStore(writer: Writer, secretBox: SecretBox): PipelineStore {
  const { db } = writer
  const record = (row: PipelineRow) => pipelineRecord(row, secretBox)

  return {
    async create(pipeline) {
      await writer.change(async (trx, emit) => {
        await trx.insertInto('pipeline').values(pipelineRow(pipeline, secretBox)).execute()
        await namePlugins(trx, pipeline)
        await emit({ type: 'pipeline.changed', pipelineId: pipeline.id, change: 'created' })
      })
    },

    async find(id) {
      const row = await db.selectFrom('pipeline').selectAll().where('id', '=', id).executeTakeFirst()
      return row === undefined ? undefined : record(row)
    },

    async findByName(name) {
      const row = await db
        .selectFrom('pipeline')
        .selectAll()
        .where('name', '=', name)
        .where('archived_at', 'is', null)
        .executeTakeFirst()
      return row === undefined ? undefined : record(row)
    },

    async list(query) {
      const order = orderOf(query.sort, SORT_COLUMNS)
      const matching = filtered(db, query)
      const byTime = order.column === 'last_execution_at'
      const rows = await matching
        .selectAll()
        // Rows that were never executed have no place in an order of last executions but the end.
        .$if(query.cursor !== undefined, (select) => select.where(afterCursor(order, query.cursor ?? '')))
        .$if(byTime, (select) => select.where('last_execution_at', 'is not', null))
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
      const valueOf = (row: PipelineRow) => row[order.column as 'name' | 'created_at'] ?? ''
      return pageOf(rows, { limit: query.limit, order, valueOf, total }, record)
    },

    async update(pipeline, expectedVersion) {
      return writer.change(async (trx, emit) => {
        const before = await trx
          .selectFrom('pipeline')
          .select('archived_at')
          .where('id', '=', pipeline.id)
          .executeTakeFirst()
        const { id, ...values } = pipelineRow(pipeline, secretBox)
        const result = await trx
          .updateTable('pipeline')
          .set(values)
          .where('id', '=', id)
          .where('version', '=', expectedVersion)
          .executeTakeFirst()
        if (result.numUpdatedRows === 0n) return false
        await namePlugins(trx, pipeline)
        const restored = before?.archived_at !== null && pipeline.archivedAt === null
        await emit({ type: 'pipeline.changed', pipelineId: id, change: restored ? 'restored' : 'updated' })
        return true
      })
    },

    async archive(id, at, configWithoutSecrets) {
      return writer.change(async (trx, emit) => {
        const result = await trx
          .updateTable('pipeline')
          .set(({ eb }) => ({
            archived_at: at,
            updated_at: at,
            config: secretBox.seal(toJson(configWithoutSecrets)),
            version: eb('version', '+', 1),
          }))
          .where('id', '=', id)
          .where('archived_at', 'is', null)
          .where(({ not, exists, selectFrom }) =>
            not(
              exists(
                selectFrom('execution')
                  .select('execution.id')
                  .where('execution.pipeline_id', '=', id)
                  .where('execution.status', 'in', ['pending', 'running']),
              ),
            ),
          )
          .executeTakeFirst()
        if (result.numUpdatedRows === 0n) return false
        await emit({ type: 'pipeline.changed', pipelineId: id, change: 'archived' })
        return true
      })
    },

    recentExecutions: (ids, count) => recentExecutions(writer, ids, count),

    statistics: (id) => pipelineStatistics(writer, id),

    async usingPlugins(names) {
      const found = new Map<string, { id: string; name: string }[]>(names.map((name) => [name, []]))
      if (names.length === 0) return found
      const rows = await db
        .selectFrom('pipeline_plugin')
        .innerJoin('pipeline', 'pipeline.id', 'pipeline_plugin.pipeline_id')
        .select(['pipeline_plugin.plugin_name', 'pipeline.id', 'pipeline.name'])
        .where('pipeline_plugin.plugin_name', 'in', names)
        .where('pipeline.archived_at', 'is', null)
        .orderBy('pipeline.name')
        .execute()
      for (const row of rows) found.get(row.plugin_name)?.push({ id: row.id, name: row.name })
      return found
    },
  }
}

async function namePlugins(trx: Trx, pipeline: PipelineRecord): Promise<void> {
  await trx.deleteFrom('pipeline_plugin').where('pipeline_id', '=', pipeline.id).execute()
  const names = new Set(pluginPlaces(pipeline).map((place) => place.reference.name))
  const values = [...names].map((name) => ({ pipeline_id: pipeline.id, plugin_name: name }))
  await trx.insertInto('pipeline_plugin').values(values).execute()
}

function filtered(db: Kysely<Schema>, query: PipelineListQuery) {
  let result = db
    .selectFrom('pipeline')
    .where('archived_at', query.status === 'archived' ? 'is not' : 'is', null)
  if (query.status === 'active') result = result.where('is_active', '=', 1)
  if (query.status === 'inactive') result = result.where('is_active', '=', 0)
  if (query.type !== undefined) result = result.where('type', '=', query.type)
  if (query.lastStatus !== undefined) result = result.where('last_status', '=', query.lastStatus)
  if (query.extractor !== undefined) result = result.where('extractor', '=', query.extractor)
  if (query.loader !== undefined) result = result.where('loader', '=', query.loader)
  // Tags are a JSON array of strings: the quoted text is there or not.
  if (query.tag !== undefined) result = result.where(containsAny(['tags'], JSON.stringify(query.tag)))
  if (query.search !== undefined && query.search.trim() !== '') {
    result = result.where(containsAny(['name', 'description', 'extractor', 'loader'], query.search.trim()))
  }
  return result
}

function pipelineRow(pipeline: PipelineRecord, secretBox: SecretBox) {
  return {
    id: pipeline.id,
    name: pipeline.name,
    description: pipeline.description,
    extractor: pipeline.extractor,
    loader: pipeline.loader,
    mappers: toJson(pipeline.mappers),
    transform: pipeline.transform,
    type: pipelineType(pipeline),
    config: secretBox.seal(toJson(pipeline.config)),
    schedule: pipeline.schedule,
    timezone: pipeline.timezone,
    is_active: pipeline.isActive ? (1 as const) : (0 as const),
    tags: toJson(pipeline.tags),
    timeout_seconds: pipeline.timeoutSeconds,
    created_by: pipeline.createdBy,
    created_by_name: pipeline.createdByName,
    created_at: pipeline.createdAt,
    updated_at: pipeline.updatedAt,
    archived_at: pipeline.archivedAt,
    version: pipeline.version,
  }
}

function pipelineRecord(row: PipelineRow, secretBox: SecretBox): PipelineRecord {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    extractor: row.extractor,
    loader: row.loader,
    mappers: fromJson(row.mappers),
    transform: row.transform,
    config: fromJson(secretBox.open(row.config)),
    schedule: row.schedule,
    timezone: row.timezone,
    isActive: row.is_active === 1,
    tags: fromJson(row.tags),
    timeoutSeconds: row.timeout_seconds,
    createdBy: row.created_by,
    createdByName: row.created_by_name,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    archivedAt: row.archived_at,
    version: row.version,
  }
}
