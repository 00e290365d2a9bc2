import { jobOfOrigin, meltanoJob } from '../../../domain/lineage/open-lineage/parent-jobs.ts'
import type { Writer } from '../core/writer.ts'

/** Returns the template of a pipeline. */
export async function templateOf(
  db: Writer['db'],
  pipelineId: string,
): Promise<{ id: string; name: string } | null> {
  const row = await db
    .selectFrom('pipeline')
    .innerJoin('template', 'template.id', 'pipeline.template_id')
    .select(['template.id', 'template.name'])
    .where('pipeline.id', '=', pipelineId)
    .executeTakeFirst()
  return row ?? null
}

/** Returns the Meltano jobs that pipelines were made from, by pipeline id; only for imported pipelines. */
export async function meltanoJobOf(
  db: Writer['db'],
  pipelineIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('project_origin')
    .innerJoin('project', 'project.id', 'project_origin.project_id')
    .select(['project_origin.entity_id', 'project_origin.element', 'project.name'])
    .where('project_origin.entity_type', '=', 'pipeline')
    .where('project_origin.entity_id', 'in', pipelineIds)
    .execute()
  return new Map(rows.map((row) => [row.entity_id, meltanoJob(row.name, jobOfOrigin(row.element))]))
}
