import type { ProjectApplyRequest, ProjectPreviewRequest } from '@flx/shared/projects/project-import'
import { mutationOptions, queryOptions, type QueryClient } from '@tanstack/react-query'

import { answer, api, load } from '../core/client.ts'
import { pipelines } from '../pipelines/pipelines.ts'
import { plugins } from '../plugins/plugins.ts'

export const projects = {
  all: ['projects'] as const,
  /** The imported projects, with the progress of an import. */
  list: () =>
    queryOptions({
      queryKey: ['projects', 'list'],
      queryFn: (context) => load(context, (options) => api.projects.$get({}, options)),
    }),
  /** The effect of undoing the last import of a project. */
  undo: (id: string) =>
    queryOptions({
      queryKey: ['projects', 'undo', id],
      queryFn: (context) =>
        load(context, (options) => api.projects[':id'].undo.$get({ param: { id } }, options)),
      staleTime: 0,
      gcTime: 0,
    }),
  /** The project folder that the server follows. */
  folder: () =>
    queryOptions({
      queryKey: ['projects', 'folder'],
      queryFn: (context) => load(context, (options) => api.projects.folder.$get({}, options)),
    }),
  /** The edits made here that would be written to the followed folder. */
  writeBack: () =>
    queryOptions({
      queryKey: ['projects', 'write-back'],
      queryFn: () => answer(api.projects['write-back'].preview.$post({})),
      staleTime: 0,
      gcTime: 0,
    }),
  /** The origin of a pipeline or plugin. */
  origin: (id: string) =>
    queryOptions({
      queryKey: ['projects', 'origin', id],
      queryFn: (context) =>
        load(context, (options) => api.projects.origins[':id'].$get({ param: { id } }, options)),
    }),
}

export const writeProjectBack = () =>
  mutationOptions({
    mutationFn: (body: { fingerprint: string }) => answer(api.projects['write-back'].$post({ json: body })),
  })

/** Previews an import. Changes nothing. */
export const previewProject = () =>
  mutationOptions({
    mutationFn: (body: ProjectPreviewRequest) => answer(api.projects.preview.$post({ json: body })),
  })

export const applyProject = () =>
  mutationOptions({
    mutationFn: (body: ProjectApplyRequest) => answer(api.projects.apply.$post({ json: body })),
    onSuccess: (_result, _body, _context, { client }) => invalidateAll(client),
  })

/** Undoes the last import of a project, as shown in the preview. */
export const undoImport = () =>
  mutationOptions({
    mutationFn: ({ id, importedAt }: { id: string; importedAt: string }) =>
      answer(api.projects[':id'].undo.$post({ param: { id }, json: { importedAt } })),
    onSuccess: (_result, _body, _context, { client }) => invalidateAll(client),
  })

/** Marks pipelines, plugins and projects as stale. */
async function invalidateAll(queries: QueryClient): Promise<void> {
  await queries.invalidateQueries({ queryKey: pipelines.all })
  await queries.invalidateQueries({ queryKey: plugins.all })
  await queries.invalidateQueries({ queryKey: projects.all })
}
