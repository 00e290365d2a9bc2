import type { LineagePipeline } from '@flx/shared/lineage/lineage'
import type { Kysely } from 'kysely'

import { rowReader } from '../core/rows/json.ts'
import type { Schema } from '../core/schema.ts'

const MAX_FOLLOWERS = 2000

/**
 * Reads the pipelines of a lineage graph, and jobs of other tools, with their status and the pipelines that start after
 * them.
 */
export async function lineagePipelines(
  db: Kysely<Schema>,
  ids: readonly string[],
): Promise<LineagePipeline[]> {
  if (ids.length === 0) return []
  const pipelines = await ownPipelines(db, ids)
  const ownIds = new Set(pipelines.map(({ id }) => id))
  const foreignIds = ids.filter((id) => !ownIds.has(id))
  return [...pipelines, ...(await foreignJobs(db, foreignIds))]
}

/** Selects the pipelines that start after these. */
export const followersIn = (db: Kysely<Schema>, ids: readonly string[]) =>
  db
    .selectFrom('pipeline')
    .where('after_pipeline_id', 'in', ids)
    .where('archived_at', 'is', null)
    .orderBy('name_key')
    .limit(MAX_FOLLOWERS)

async function foreignJobs(db: Kysely<Schema>, ids: readonly string[]): Promise<LineagePipeline[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('foreign_job')
    .select(['id', 'name', 'tool', 'parent', 'status', 'succeeded_at'])
    .where('id', 'in', ids)
    .execute()
  return rows.map((row): LineagePipeline => ({
    ...{ id: row.id, name: row.name, tool: row.tool, parent: row.parent },
    ...{ isActive: true, tags: [], followers: [] },
    ...{ status: row.status as LineagePipeline['status'], loadedAt: row.succeeded_at },
    ...{ lastExecutionId: null, staleAt: null, freshnessTargetSeconds: null, nextDueAt: null },
  }))
}

async function ownPipelines(db: Kysely<Schema>, ids: readonly string[]): Promise<LineagePipeline[]> {
  const rows = await db
    .selectFrom('pipeline')
    .select(['id', 'name', 'tags', 'is_active', 'archived_at', 'last_status', 'last_execution_id'])
    .select(['loaded_at', 'stale_at', 'freshness_target_seconds', 'next_due_at'])
    .where('id', 'in', ids)
    .execute()
  const followers = Map.groupBy(
    await followersIn(db, ids).select(['after_pipeline_id', 'id', 'name']).execute(),
    ({ after_pipeline_id: after }) => after,
  )
  return rows.map((row): LineagePipeline => {
    const isActive = row.is_active === 1 && row.archived_at === null
    return {
      id: row.id,
      name: row.name,
      tool: null,
      parent: null,
      isActive,
      tags: rowReader('pipeline', row.id).array<string>('tags', row.tags, 'text'),
      status: row.last_status as LineagePipeline['status'],
      lastExecutionId: row.last_execution_id,
      loadedAt: row.loaded_at || null,
      // Inactive and archived pipelines have no freshness.
      staleAt: isActive ? row.stale_at : null,
      freshnessTargetSeconds: row.freshness_target_seconds,
      nextDueAt: (isActive && row.next_due_at) || null,
      followers: (followers.get(row.id) ?? []).map(({ id, name }) => ({ id, name })),
    }
  })
}
