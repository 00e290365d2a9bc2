import { allOf, listOf } from '@flx/shared/core/list'
import { executeSchema, executionSchema, executionSummarySchema } from '@flx/shared/executions/execution'
import {
  freshnessSchema,
  pipelineSchema,
  pipelineSummarySchema,
  pipelineStreamsSchema,
} from '@flx/shared/pipelines/pipeline'
import { pipelineCreateSchema, pipelinePatchSchema } from '@flx/shared/pipelines/pipeline-body'
import {
  timelineQuerySchema,
  pipelineFiguresSchema,
  timelineItemSchema,
} from '@flx/shared/pipelines/pipeline-history'
import { pipelineBulkSchema, pipelineListQuerySchema } from '@flx/shared/pipelines/pipeline-list'
import {
  pipelineExportQuerySchema,
  pipelineImportReportSchema,
  pipelineImportSchema,
} from '@flx/shared/pipelines/pipeline-document'
import { usualBandsSchema, usualQuerySchema } from '@flx/shared/pipelines/usual'
import { pipelineObjectivesSchema } from '@flx/shared/pipelines/objectives'
import { effortTrendQuerySchema, effortTrendSchema } from '@flx/shared/pipelines/effort-trend'
import { statisticsQuerySchema } from '@flx/shared/operations/statistics'
import { Hono } from 'hono'
import * as z from 'zod'

import { archivePipeline } from '../../../app/pipelines/archive-pipeline.ts'
import { cancelPipeline } from '../../../app/executions/cancel-execution.ts'
import { createPipeline } from '../../../app/pipelines/create-pipeline.ts'
import { executePipeline } from '../../../app/executions/execute-pipeline.ts'
import { exportPipelines } from '../../../app/pipelines/documents/export-pipelines.ts'
import { importPipelines } from '../../../app/pipelines/documents/import-pipelines.ts'
import { showFreshness } from '../../../app/pipelines/overview/show-freshness.ts'
import { listPipelines } from '../../../app/pipelines/list-pipelines.ts'
import { discoverStreams } from '../../../app/pipelines/streams/pipeline-streams.ts'
import { restorePipeline } from '../../../app/pipelines/restore-pipeline.ts'
import { showObjectives } from '../../../app/objectives/show-objectives.ts'
import { showUsual } from '../../../app/figures/show-usual.ts'
import { showEffortTrend } from '../../../app/figures/show-effort-trend.ts'
import { showPipelineFigures } from '../../../app/figures/show-pipeline-figures.ts'
import { showPipeline } from '../../../app/pipelines/show-pipeline.ts'
import { showTimeline } from '../../../app/pipelines/overview/show-timeline.ts'
import { updatePipeline } from '../../../app/pipelines/update-pipeline.ts'
import { BULK_ANSWER } from '../../core/bulk-answer.ts'
import { needs } from '../../guards/access.ts'
import { catalogRoutes } from './catalog.ts'
import { flowRoutes } from './flows.ts'
import type { HttpDependencies, HttpEnvironment } from '../../core/environment.ts'
import { actorOf, requesterOf, idOf } from '../../core/request.ts'
import { textStream } from '../../core/text-stream.ts'
import { body, query } from '../../guards/valid.ts'
import { pipelineStateRoutes } from './pipeline-state.ts'
import { previewRoutes } from './previews.ts'

/** Maximum number of tags and owners offered by the list's filter. */
const MAX_NAMES = 500

export function pipelineRoutes(dependencies: HttpDependencies) {
  const { context, bulk, streams } = dependencies
  return new Hono<HttpEnvironment>()
    .route('/', flowRoutes(dependencies))
    .route('/', previewRoutes(dependencies))
    .get(
      '/',
      needs('viewer', 'Lists pipelines', { gives: listOf(pipelineSummarySchema) }),
      query(pipelineListQuerySchema),
      async (c) => c.json(await listPipelines(context, c.req.valid('query'))),
    )
    .post(
      '/',
      needs('editor', 'Creates a pipeline', { success: 201, gives: pipelineSchema }),
      body(pipelineCreateSchema),
      async (c) => c.json(await createPipeline(context, c.req.valid('json'), requesterOf(c)), 201),
    )
    .post(
      '/bulk',
      needs(
        'operator',
        'Runs one action on many pipelines; delete and restore need the editor role',
        BULK_ANSWER,
      ),
      body(pipelineBulkSchema),
      async (c) => c.json(await bulk.accept('pipelines', c.req.valid('json'), requesterOf(c)), 202),
    )
    .get(
      '/tags',
      needs('viewer', 'Lists the tags of all pipelines, by name', { gives: listOf(z.string()) }),
      async (c) => c.json({ items: await context.pipelines.tags(MAX_NAMES), nextCursor: null }),
    )
    .get(
      '/owners',
      needs('viewer', 'Lists the owners of all pipelines, by name', { gives: listOf(z.string()) }),
      async (c) => c.json({ items: await context.pipelines.owners(MAX_NAMES), nextCursor: null }),
    )
    .get(
      '/freshness',
      needs('viewer', 'Counts pipelines by the freshness of their data, and lists the stalest', {
        gives: freshnessSchema,
      }),
      async (c) => c.json(await showFreshness(context)),
    )
    .get(
      '/export',
      needs(
        'viewer',
        'Exports pipelines as a YAML document with their templates, without secrets; at most 10,000',
        {
          answer: 'The document: `version`, `pipelines` by name, and `templates`, except bundled ones.',
          gives: 'application/yaml',
        },
      ),
      query(pipelineExportQuerySchema),
      async (c) => {
        const parts = await exportPipelines(context, c.req.valid('query'))
        return new Response(textStream(parts), {
          headers: {
            'content-type': 'application/yaml; charset=utf-8',
            'content-disposition': 'attachment; filename="pipelines.yaml"',
          },
        })
      },
    )
    .post(
      '/import',
      needs(
        'editor',
        'Imports a YAML document, creating and changing pipelines and templates; `dryRun` only reports the changes',
        {
          answer: 'The result for each template and pipeline. One with an error is unchanged.',
          gives: pipelineImportReportSchema,
        },
      ),
      body(pipelineImportSchema),
      async (c) => c.json(await importPipelines(context, c.req.valid('json'), requesterOf(c))),
    )
    .get('/:id', needs('viewer', 'Returns a pipeline', { gives: pipelineSchema }), async (c) =>
      c.json(await showPipeline(context, idOf(c, 'pipeline'))),
    )
    .patch(
      '/:id',
      needs('operator', 'Changes a pipeline; operators may only activate and deactivate', {
        gives: pipelineSchema,
      }),
      body(pipelinePatchSchema),
      async (c) =>
        c.json(await updatePipeline(context, idOf(c, 'pipeline'), c.req.valid('json'), requesterOf(c))),
    )
    .delete(
      '/:id',
      needs('editor', 'Deletes a pipeline: it is archived with its history, and can be restored', {
        success: 204,
      }),
      async (c) => {
        await archivePipeline(context, idOf(c, 'pipeline'), actorOf(c))
        return c.body(null, 204)
      },
    )
    .post(
      '/:id/restore',
      needs('editor', 'Restores an archived pipeline', {
        gives: pipelineSchema,
      }),
      async (c) => c.json(await restorePipeline(context, idOf(c, 'pipeline'), actorOf(c))),
    )
    .post(
      '/:id/execute',
      needs('operator', 'Queues an execution; `config` needs the editor role', {
        success: 202,
        answer: 'The pending execution.',
        gives: executionSchema,
      }),
      body(executeSchema),
      async (c) =>
        c.json(await executePipeline(context, idOf(c, 'pipeline'), c.req.valid('json'), requesterOf(c)), 202),
    )
    .post(
      '/:id/cancel',
      needs('operator', 'Cancels every unfinished execution of a pipeline', {
        success: 202,
        gives: allOf(executionSummarySchema),
      }),
      async (c) => c.json({ items: await cancelPipeline(context, idOf(c, 'pipeline'), actorOf(c)) }, 202),
    )
    .get(
      '/:id/statistics',
      needs('viewer', 'Returns figures of a pipeline over all time, and a series of at most 93 days', {
        gives: pipelineFiguresSchema,
      }),
      query(statisticsQuerySchema),
      async (c) => c.json(await showPipelineFigures(context, idOf(c, 'pipeline'), c.req.valid('query'))),
    )
    .get(
      '/:id/objectives',
      needs('viewer', 'Returns the objectives of a pipeline with their error budgets', {
        gives: pipelineObjectivesSchema,
      }),
      async (c) => c.json(await showObjectives(context, idOf(c, 'pipeline'))),
    )
    .get(
      '/:id/usual-ranges',
      needs('viewer', 'Returns the usual ranges of duration and records for the last executions', {
        gives: usualBandsSchema,
      }),
      query(usualQuerySchema),
      async (c) => c.json(await showUsual(context, idOf(c, 'pipeline'), c.req.valid('query'))),
    )
    .get(
      '/:id/effort',
      needs('viewer', 'Returns how busy the extractor, mappers and loader were in the last executions', {
        gives: effortTrendSchema,
      }),
      query(effortTrendQuerySchema),
      async (c) => c.json(await showEffortTrend(context, idOf(c, 'pipeline'), c.req.valid('query'))),
    )
    .get(
      '/:id/timeline',
      needs('viewer', 'Lists executions, changes and missed runs of a pipeline, newest first', {
        gives: listOf(timelineItemSchema),
      }),
      query(timelineQuerySchema),
      async (c) => c.json(await showTimeline(context, idOf(c, 'pipeline'), c.req.valid('query'))),
    )
    .get(
      '/:id/streams',
      needs('viewer', 'Returns the streams of the last discovered catalogue, or null', {
        gives: pipelineStreamsSchema,
      }),
      async (c) => c.json(await streams.show(idOf(c, 'pipeline'))),
    )
    .post(
      '/:id/discover',
      needs('editor', 'Discovers streams now', { gives: pipelineStreamsSchema }),
      async (c) => c.json(await discoverStreams(context, streams, idOf(c, 'pipeline'), actorOf(c))),
    )
    .route('/', pipelineStateRoutes(dependencies))
    .route('/', catalogRoutes(dependencies))
}
