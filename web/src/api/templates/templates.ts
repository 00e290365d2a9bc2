import type { TemplateCreate, TemplateReplace } from '@flx/shared/templates/template'
import type {
  ParameterValues,
  PipelineTemplatePatch,
  TemplateUse,
} from '@flx/shared/templates/template-pipelines'
import { mutationOptions, queryOptions } from '@tanstack/react-query'

import { answer, api, load } from '../core/client.ts'
import { invalidate } from '../core/query-options.ts'
import { templateOfKey, templatesKey } from './templates-key.ts'
import { pipelines } from '../pipelines/pipelines.ts'

/** Returns the address from which a template, or all of the team's templates, are downloaded as YAML. */
export const exportTemplatesUrl = (id?: string): string =>
  `/api/templates/export${id === undefined ? '' : `?ids=${id}`}`

export const templates = {
  list: () =>
    queryOptions({
      queryKey: [...templatesKey, 'list'],
      queryFn: (context) => load(context, (options) => api.templates.$get({}, options)),
    }),
  detail: (id: string) =>
    queryOptions({
      queryKey: [...templatesKey, 'detail', id],
      queryFn: (context) => load(context, (options) => api.templates[':id'].$get({ param: { id } }, options)),
    }),
  versions: (id: string) =>
    queryOptions({
      queryKey: [...templatesKey, 'versions', id],
      queryFn: (context) =>
        load(context, (options) => api.templates[':id'].versions.$get({ param: { id } }, options)),
    }),
  /** The changes that the current version would make to the template's pipelines. */
  update: (id: string) =>
    queryOptions({
      queryKey: [...templatesKey, 'update', id],
      queryFn: (context) =>
        load(context, (options) => api.templates[':id'].update.$get({ param: { id } }, options)),
    }),
  /** A template drafted from a pipeline. */
  draft: (pipelineId: string) =>
    queryOptions({
      queryKey: [...templatesKey, 'draft', pipelineId],
      queryFn: (context) =>
        load(context, (options) => api.templates.draft.$get({ query: { pipelineId } }, options)),
      staleTime: 0,
    }),
  /**
   * The problems of rows of values, and one of the rows written out. Not kept, because values can be secrets.
   */
  check: (id: string, rows: readonly ParameterValues[], preview: number) =>
    queryOptions({
      queryKey: [...templatesKey, 'check', id, rows, preview],
      queryFn: (context) =>
        load(context, (options) =>
          api.templates[':id'].check.$post({ param: { id }, json: { rows: [...rows], preview } }, options),
        ),
      gcTime: 0,
    }),
  /** A pipeline's link to its template, or null if it was made by hand. */
  ofPipeline: (id: string) =>
    queryOptions({
      queryKey: templateOfKey(id),
      queryFn: (context) =>
        load(context, (options) => api.pipelines[':id'].template.$get({ param: { id } }, options)),
    }),
}

/** Creates a template, or saves a new version of a template. */
export const saveTemplate = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { id: string | null; body: TemplateCreate & Partial<TemplateReplace> }) =>
      id === null
        ? answer(api.templates.$post({ json: body }))
        : answer(api.templates[':id'].$put({ param: { id }, json: { ...body, version: body.version ?? 0 } })),
    onSuccess: invalidate(templatesKey),
  })

export const deleteTemplate = () =>
  mutationOptions({
    mutationFn: (id: string) => answer(api.templates[':id'].$delete({ param: { id } })),
    onSuccess: invalidate(templates.list().queryKey),
  })

/** Creates a pipeline from each row, in the background. */
export const createFromTemplate = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { id: string; body: TemplateUse }) =>
      answer(api.templates[':id'].pipelines.$post({ param: { id }, json: body })),
  })

/**
 * Updates pipelines to the current version, in the background: the given ones, or all with an earlier
 * version.
 */
export const updateFromTemplate = () =>
  mutationOptions({
    mutationFn: ({ id, ids }: { id: string; ids: string[] | undefined }) =>
      answer(api.templates[':id'].update.$post({ param: { id }, json: ids === undefined ? {} : { ids } })),
  })

export const changePipelineTemplate = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { id: string; body: Partial<PipelineTemplatePatch> }) =>
      answer(api.pipelines[':id'].template.$patch({ param: { id }, json: body })),
    onSuccess: (_answer, { id }, _context, { client: queries }) =>
      Promise.all([
        queries.invalidateQueries({ queryKey: templates.ofPipeline(id).queryKey }),
        queries.invalidateQueries({ queryKey: pipelines.detail(id).queryKey }),
      ]),
  })

export const detachPipeline = () =>
  mutationOptions({
    mutationFn: (id: string) => answer(api.pipelines[':id'].template.$delete({ param: { id } })),
    onSuccess: (_nothing, id, _context, { client: queries }) =>
      Promise.all([
        queries.invalidateQueries({ queryKey: templatesKey }),
        queries.invalidateQueries({ queryKey: pipelines.detail(id).queryKey }),
      ]),
  })
