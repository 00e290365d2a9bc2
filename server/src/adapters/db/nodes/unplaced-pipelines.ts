import type { Unplaced } from '@flx/shared/nodes/node'
import { sql, type Kysely } from 'kysely'

import type { Schema } from '../core/schema.ts'
import { fits, takesWork } from './placement.ts'

/**
 * Lists the pipelines whose labels no worker that takes executions has. Only pipelines that require labels are read.
 */
export async function unplacedPipelines(db: Kysely<Schema>, limit: number): Promise<Unplaced['pipelines']> {
  const { rows } = await sql<{ id: string; name: string }>`
    select pipeline.id, pipeline.name from pipeline
    where pipeline.archived_at is null
      and pipeline.id in (select pipeline_id from pipeline_label)
      and not exists (
        select 1 from node where node.concurrency > 0 and ${takesWork(sql`node.name`)}
          and ${fits(sql`node.name`, sql`pipeline.id`)})
    order by pipeline.name_key, pipeline.id limit ${limit}`.execute(db)
  if (rows.length === 0) return []
  const labels = await db
    .selectFrom('pipeline_label')
    .selectAll()
    .where(
      'pipeline_id',
      'in',
      rows.map(({ id }) => id),
    )
    .orderBy('label')
    .execute()
  const byPipeline = Map.groupBy(labels, ({ pipeline_id: id }) => id)
  return rows.map((row) => ({ ...row, labels: (byPipeline.get(row.id) ?? []).map(({ label }) => label) }))
}
