import { stateVersionSchema } from '@flx/shared/state'
import { allOf, listOf } from '@flx/shared/list'
import { bulkAcceptedSchema } from '@flx/shared/bulk'
import { executeOptionsSchema, executionSchema, executionSummarySchema } from '@flx/shared/execution'
import {
  pipelineBulkSchema,
  pipelineCreateSchema,
  pipelineListQuerySchema,
  pipelinePatchSchema,
  timelineQuerySchema,
  pipelineSchema,
  pipelineSummarySchema,
  pipelineFiguresSchema,
  pipelineStreamsSchema,
  timelineItemSchema,
} from '@flx/shared/pipeline'
import {
  pipelineExportQuerySchema,
  pipelineImportReportSchema,
  pipelineImportSchema,
} from '@flx/shared/pipeline-document'
import { hasRole } from '@flx/shared/role'
import { statisticsQuerySchema } from '@flx/shared/statistics'
import { Hono } from 'hono'
import * as z from 'zod'

import { archivePipeline } from '../../app/archive-pipeline.ts'
import { cancelPipeline } from '../../app/cancel-execution.ts'
import { createPipeline } from '../../app/create-pipeline.ts'
import { executePipeline } from '../../app/execute-pipeline.ts'
import { exportPipelines } from '../../app/export-pipelines.ts'
import { importPipelines } from '../../app/import-pipelines.ts'
import { listPipelines } from '../../app/list-pipelines.ts'
import { discoverStreams } from '../../app/pipeline-streams.ts'
import { restorePipeline } from '../../app/restore-pipeline.ts'
import { showPipelineFigures } from '../../app/show-pipeline-figures.ts'
import { findPipeline, showPipeline } from '../../app/show-pipeline.ts'
import { showTimeline } from '../../app/show-timeline.ts'
import { updatePipeline } from '../../app/update-pipeline.ts'
import { AppError } from '../../domain/errors.ts'
import { needs } from '../access.ts'
import { actorOf, askerOf, idOf, type HttpDependencies, type HttpEnvironment } from '../environment.ts'
import { textStream } from '../text-stream.ts'
import { body, query } from '../valid.ts'

/** State versions that the API lists. */
const MOST_VERSIONS = 100
/** Tags that the filter of the list offers. */
const MOST_TAGS = 500

export function pipelineRoutes({ context, bulk, streams }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
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
      async (c) => c.json(await createPipeline(context, c.req.valid('json'), actorOf(c)), 201),
    )
    .post(
      '/bulk',
      needs('operator', 'Does one action to many pipelines; delete and restore need the role editor', {
        success: 202,
        answer: 'The id of the bulk action, which goes on after the answer.',
        gives: bulkAcceptedSchema,
      }),
      body(pipelineBulkSchema),
      async (c) => c.json(await bulk.accept('pipelines', c.req.valid('json'), askerOf(c)), 202),
    )
    .get(
      '/tags',
      needs('viewer', 'The tags of all pipelines, by name', { gives: listOf(z.string()) }),
      async (c) => c.json({ items: await context.pipelines.tags(MOST_TAGS), nextCursor: null }),
    )
    .get(
      '/export',
      needs('viewer', 'Describes pipelines in a YAML document, without secrets; at most 10,000', {
        answer: 'The document: `version` and `pipelines`, by name.',
        gives: 'application/yaml',
      }),
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
      needs('editor', 'Creates and changes pipelines from such a document, or tells what it would do', {
        answer: 'What is done with each pipeline. One that is in error is left as it was.',
        gives: pipelineImportReportSchema,
      }),
      body(pipelineImportSchema),
      async (c) => c.json(await importPipelines(context, c.req.valid('json'), actorOf(c))),
    )
    .get('/:id', needs('viewer', 'Shows a pipeline', { gives: pipelineSchema }), async (c) =>
      c.json(await showPipeline(context, idOf(c, 'pipeline'))),
    )
    .patch(
      '/:id',
      needs('operator', 'Changes a pipeline; operators may only activate and deactivate', {
        gives: pipelineSchema,
      }),
      body(pipelinePatchSchema),
      async (c) => {
        const patch = c.req.valid('json')
        const fields = Object.keys(patch).filter((field) => field !== 'version' && field !== 'isActive')
        if (fields.length > 0 && !hasRole(c.get('signedIn').user.role, 'editor')) {
          throw new AppError('forbidden', 'Changing more than active or inactive needs the role editor.')
        }
        return c.json(await updatePipeline(context, idOf(c, 'pipeline'), patch, actorOf(c)))
      },
    )
    .delete('/:id', needs('editor', 'Archives a pipeline', { success: 204 }), async (c) => {
      await archivePipeline(context, idOf(c, 'pipeline'), actorOf(c))
      return c.body(null, 204)
    })
    .post(
      '/:id/restore',
      needs('editor', 'Brings an archived pipeline back', { gives: pipelineSchema }),
      async (c) => c.json(await restorePipeline(context, idOf(c, 'pipeline'), actorOf(c))),
    )
    .post(
      '/:id/execute',
      needs('operator', 'Puts an execution in the queue', {
        success: 202,
        answer: 'The pending execution.',
        gives: executionSchema,
      }),
      body(executeOptionsSchema),
      async (c) =>
        c.json(await executePipeline(context, idOf(c, 'pipeline'), c.req.valid('json'), actorOf(c)), 202),
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
      needs('viewer', 'Figures of a pipeline over all time, and a series of at most 93 days', {
        gives: pipelineFiguresSchema,
      }),
      query(statisticsQuerySchema),
      async (c) => c.json(await showPipelineFigures(context, idOf(c, 'pipeline'), c.req.valid('query'))),
    )
    .get(
      '/:id/timeline',
      needs('viewer', 'Executions, changes and missed ticks of a pipeline, newest first', {
        gives: listOf(timelineItemSchema),
      }),
      query(timelineQuerySchema),
      async (c) => c.json(await showTimeline(context, idOf(c, 'pipeline'), c.req.valid('query'))),
    )
    .get(
      '/:id/streams',
      needs('viewer', 'The streams of the last discovered catalogue; null when there is none', {
        gives: pipelineStreamsSchema,
      }),
      async (c) => c.json(await streams.show(idOf(c, 'pipeline'))),
    )
    .post(
      '/:id/discover',
      needs('editor', 'Asks the extractor for its catalogue now', { gives: pipelineStreamsSchema }),
      async (c) => c.json(await discoverStreams(context, streams, idOf(c, 'pipeline'), actorOf(c))),
    )
    .get(
      '/:id/state',
      needs('viewer', 'The current bookmark of a pipeline, or null', {
        gives: stateVersionSchema.nullable(),
      }),
      async (c) => {
        const { id } = await findPipeline(context, idOf(c, 'pipeline'))
        return c.json((await context.states.current(id)) ?? null)
      },
    )
    .get(
      '/:id/state/versions',
      needs('viewer', 'The bookmarks of a pipeline, newest first', { gives: listOf(stateVersionSchema) }),
      async (c) => {
        const { id } = await findPipeline(context, idOf(c, 'pipeline'))
        return c.json({ items: await context.states.versions(id, MOST_VERSIONS), nextCursor: null })
      },
    )
}
