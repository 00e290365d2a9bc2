import type { List } from '@flx/shared/core/list'
import { STRIP_LENGTH } from '@flx/shared/executions/execution-status'
import type { PipelineSummary } from '@flx/shared/pipelines/pipeline'
import type { PipelineListQuery } from '@flx/shared/pipelines/pipeline-list'

import type { AppContext } from '../core/context.ts'
import { objectivesOf } from '../objectives/show-objectives.ts'
import { summarizePipeline } from './show-pipeline.ts'

/** Returns a page of pipelines with their last executions. */
export async function listPipelines(
  context: Pick<AppContext, 'pipelines' | 'objectives' | 'templates' | 'clock'>,
  { trend = false, objectives = false, ...query }: PipelineListQuery,
): Promise<List<PipelineSummary>> {
  const { pipelines, clock } = context
  const now = clock.now()
  const page = await pipelines.list(query)
  const ids = page.items.map((record) => record.id)
  const recent = await pipelines.recentExecutions(ids, STRIP_LENGTH)
  const trends = trend ? await pipelines.durationTrends(ids) : null
  const heads = await context.templates.heads([
    ...new Set(page.items.flatMap(({ template }) => template?.id ?? [])),
  ])
  const figures = objectives ? await objectivesOf(context, ids) : null
  return {
    ...page,
    items: page.items.map((record) => ({
      ...withTemplate(summarizePipeline(record, recent.get(record.id), now), heads),
      ...(trends !== null && { p95Trend: trends.get(record.id) ?? [] }),
      ...(figures !== null && { objectives: figures.get(record.id) ?? [] }),
    })),
  }
}

function withTemplate(
  summary: PipelineSummary,
  heads: Awaited<ReturnType<AppContext['templates']['heads']>>,
): PipelineSummary {
  const head = summary.template === null ? undefined : heads.get(summary.template.id)
  if (summary.template === null || head === undefined) return summary
  return { ...summary, template: { ...summary.template, name: head.name, newest: head.version } }
}
