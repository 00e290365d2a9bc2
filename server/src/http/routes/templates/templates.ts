import { allOf } from '@flx/shared/core/list'
import {
  templateCreateSchema,
  templateDraftQuerySchema,
  templateDraftSchema,
  templateExportQuerySchema,
  templateReplaceSchema,
  templateSchema,
  templateSummarySchema,
  templateVersionSchema,
} from '@flx/shared/templates/template'
import {
  pipelineTemplateAnswerSchema,
  pipelineTemplatePatchSchema,
  templateCheckRequestSchema,
  templateCheckSchema,
  templateUpdateRequestSchema,
  templateUseSchema,
  updatePreviewSchema,
} from '@flx/shared/templates/template-pipelines'
import { Hono } from 'hono'

import { draftTemplate } from '../../../app/templates/draft-template.ts'
import {
  changePipelineTemplate,
  detachPipeline,
  showPipelineTemplate,
} from '../../../app/templates/pipeline-template.ts'
import { createTemplate, deleteTemplate, replaceTemplate } from '../../../app/templates/save-template.ts'
import { exportTemplates } from '../../../app/templates/export-templates.ts'
import { listTemplates, listVersions, showTemplate } from '../../../app/templates/show-template.ts'
import { previewUpdate, updateFromTemplate } from '../../../app/templates/update-pipelines.ts'
import { checkRows, createFromTemplate } from '../../../app/templates/use-template.ts'
import { BULK_ANSWER } from '../../core/bulk-answer.ts'
import type { HttpDependencies, HttpEnvironment } from '../../core/environment.ts'
import { requesterOf, idOf } from '../../core/request.ts'
import { needs } from '../../guards/access.ts'
import { body, query } from '../../guards/valid.ts'

export function templateRoutes({ context, bulk }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get(
      '/',
      needs('viewer', 'Lists the templates, by name', { gives: allOf(templateSummarySchema) }),
      async (c) => c.json({ items: await listTemplates(context) }),
    )
    .post(
      '/',
      needs('editor', 'Creates a template', { success: 201, gives: templateSchema }),
      body(templateCreateSchema),
      async (c) => c.json(await createTemplate(context, c.req.valid('json'), requesterOf(c)), 201),
    )
    .get(
      '/draft',
      needs('editor', 'Drafts a template from a pipeline; stores nothing', {
        answer: 'The draft. Every secret becomes a secret parameter.',
        gives: templateDraftSchema,
        problems: [404, 409, 422],
      }),
      query(templateDraftQuerySchema),
      async (c) => c.json(await draftTemplate(context, c.req.valid('query').pipelineId)),
    )
    .get(
      '/export',
      needs('viewer', "Exports templates as a YAML document: the team's own, or those with the given IDs", {
        answer: 'The document: `version` and `templates`, by name.',
        gives: 'application/yaml',
        problems: [404],
      }),
      query(templateExportQuerySchema),
      async (c) =>
        c.body(await exportTemplates(context, c.req.valid('query')), 200, {
          'content-type': 'application/yaml; charset=utf-8',
          'content-disposition': 'attachment; filename="templates.yaml"',
        }),
    )
    .get('/:id', needs('viewer', 'Returns a template', { gives: templateSchema }), async (c) =>
      c.json(await showTemplate(context, idOf(c, 'template'))),
    )
    .put(
      '/:id',
      needs('editor', 'Saves a new version of a template; its pipelines are not changed', {
        gives: templateSchema,
      }),
      body(templateReplaceSchema),
      async (c) =>
        c.json(await replaceTemplate(context, idOf(c, 'template'), c.req.valid('json'), requesterOf(c))),
    )
    .delete(
      '/:id',
      needs('editor', 'Deletes a template; its pipelines stay', { success: 204 }),
      async (c) => {
        await deleteTemplate(context, idOf(c, 'template'), requesterOf(c))
        return c.body(null, 204)
      },
    )
    .get(
      '/:id/versions',
      needs('viewer', 'Lists the last versions of a template with their changes, newest first', {
        gives: allOf(templateVersionSchema),
      }),
      async (c) => c.json({ items: await listVersions(context, idOf(c, 'template')) }),
    )
    .post(
      '/:id/check',
      needs('editor', 'Previews what a template would create from rows of values; creates nothing', {
        answer: 'Each row with its name and problems, and one of them in full. Contains no secrets.',
        gives: templateCheckSchema,
      }),
      body(templateCheckRequestSchema),
      async (c) => c.json(await checkRows(context, idOf(c, 'template'), c.req.valid('json'))),
    )
    .post(
      '/:id/pipelines',
      needs('editor', 'Creates a pipeline from each row of values', BULK_ANSWER),
      body(templateUseSchema),
      async (c) =>
        c.json(
          await createFromTemplate(
            { ...context, bulk },
            idOf(c, 'template'),
            c.req.valid('json'),
            requesterOf(c),
          ),
          202,
        ),
    )
    .get(
      '/:id/update',
      needs('viewer', 'Previews what the current version of a template would change in its pipelines', {
        gives: updatePreviewSchema,
      }),
      async (c) => c.json(await previewUpdate(context, idOf(c, 'template'))),
    )
    .post(
      '/:id/update',
      needs('editor', 'Updates pipelines to the current version of their template', BULK_ANSWER),
      body(templateUpdateRequestSchema),
      async (c) => {
        const { ids } = c.req.valid('json')
        return c.json(
          await updateFromTemplate({ ...context, bulk }, idOf(c, 'template'), ids, requesterOf(c)),
          202,
        )
      },
    )
}

/** Routes of a pipeline's link to its template, below `/api/pipelines`. */
export function pipelineTemplateRoutes({ context }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get(
      '/:id/template',
      needs('viewer', 'Returns the link of a pipeline to its template, or null', {
        gives: pipelineTemplateAnswerSchema,
      }),
      async (c) => c.json({ template: await showPipelineTemplate(context, idOf(c, 'pipeline')) }),
    )
    .patch(
      '/:id/template',
      needs('editor', 'Unlocks a pipeline, changes its values, or updates it from its template', {
        gives: pipelineTemplateAnswerSchema,
      }),
      body(pipelineTemplatePatchSchema),
      async (c) =>
        c.json({
          template: await changePipelineTemplate(
            context,
            idOf(c, 'pipeline'),
            c.req.valid('json'),
            requesterOf(c),
          ),
        }),
    )
    .delete(
      '/:id/template',
      needs('editor', 'Detaches a pipeline from its template; it stays as it is', { success: 204 }),
      async (c) => {
        await detachPipeline(context, idOf(c, 'pipeline'), requesterOf(c))
        return c.body(null, 204)
      },
    )
}
