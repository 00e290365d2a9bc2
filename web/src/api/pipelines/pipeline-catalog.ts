import type {
  CatalogChoicePatch,
  CatalogUploadPatch,
  PipelineCatalog,
  StreamRulesPatch,
} from '@flx/shared/catalog/pipeline-catalog'
import { mutationOptions, queryOptions, type QueryClient } from '@tanstack/react-query'

import { answer, api, load } from '../core/client.ts'
import { pipelines } from './pipelines.ts'

/** The versions of a pipeline's catalogue. */
export const pipelineCatalog = {
  /** The key of everything except the content of versions, which never changes. */
  of: (id: string) => ['pipelines', 'catalog', id] as const,
  /** The version in use, the rules, and what changed at the source. */
  use: (id: string) =>
    queryOptions({
      queryKey: [...pipelineCatalog.of(id), 'use'],
      queryFn: (context) =>
        load(context, (options) => api.pipelines[':id'].catalog.$get({ param: { id } }, options)),
    }),
  versions: (id: string) =>
    queryOptions({
      queryKey: [...pipelineCatalog.of(id), 'versions'],
      queryFn: async (context) =>
        (
          await load(context, (options) =>
            api.pipelines[':id'].catalog.versions.$get({ param: { id } }, options),
          )
        ).items,
    }),
  /** Megabytes in size, so it is kept only while shown, or until a page that requested it ahead shows it. */
  content: (id: string, version: string) =>
    queryOptions({
      queryKey: ['pipelines', 'catalog content', id, version],
      queryFn: (context) =>
        load(context, (options) =>
          api.pipelines[':id'].catalog.versions[':version'].$get({ param: { id, version } }, options),
        ),
      staleTime: Infinity,
      gcTime: 10_000,
      structuralSharing: false,
    }),
}

/**
 * Saves the stream selection. `body.version` is the edited version of the pipeline. A stale one answers 409
 * with `current`.
 */
export const saveStreams = (id: string) =>
  mutationOptions({
    mutationFn: (body: StreamRulesPatch) =>
      answer(api.pipelines[':id'].streams.$put({ param: { id }, json: body })),
    onSuccess: async (pipeline, _body, _result, { client: queries }) => {
      queries.setQueryData(pipelines.detail(id).queryKey, pipeline)
      await Promise.all([
        queries.invalidateQueries({ queryKey: pipelineCatalog.use(id).queryKey }),
        queries.invalidateQueries({ queryKey: pipelines.streams(id).queryKey }),
      ])
    },
  })

/** A change of the versions in use, based on the revision shown. A stale revision answers 409. */
export type CatalogUseChange =
  | ({ kind: 'accept' } & CatalogChoicePatch)
  | ({ kind: 'pin' } & CatalogChoicePatch)
  | { kind: 'unpin'; revision: number }
  | ({ kind: 'upload' } & CatalogUploadPatch)

export const changeCatalogUse = (id: string) =>
  mutationOptions({
    mutationFn: (change: CatalogUseChange) => sendUse(id, change),
    onSuccess: (use, _change, _result, { client: queries }) => adoptUse(queries, id, use),
    onError: (_error, _change, _result, { client: queries }) =>
      queries.invalidateQueries({ queryKey: pipelineCatalog.of(id) }),
  })

function sendUse(id: string, change: CatalogUseChange): Promise<PipelineCatalog> {
  const param = { id }
  const { catalog } = api.pipelines[':id']
  switch (change.kind) {
    case 'accept': {
      const { kind: _, ...json } = change
      return answer(catalog.accept.$post({ param, json }))
    }
    case 'pin': {
      const { kind: _, ...json } = change
      return answer(catalog.pin.$put({ param, json }))
    }
    case 'unpin':
      return answer(catalog.pin.$delete({ param, query: { revision: change.revision } }))
    case 'upload': {
      const { kind: _, ...json } = change
      return answer(catalog.$post({ param, json }))
    }
  }
}

async function adoptUse(queries: QueryClient, id: string, use: PipelineCatalog): Promise<void> {
  queries.setQueryData(pipelineCatalog.use(id).queryKey, use)
  await Promise.all([
    queries.invalidateQueries({ queryKey: pipelineCatalog.versions(id).queryKey }),
    queries.invalidateQueries({ queryKey: pipelines.streams(id).queryKey }),
  ])
}

/** Asks the extractor for its catalogue now. The answer comes when the extractor has ended. */
export const discoverCatalog = (id: string) =>
  mutationOptions({
    mutationFn: () => answer(api.pipelines[':id'].discover.$post({ param: { id } })),
    onSuccess: (streams, _body, _result, { client: queries }) =>
      queries.setQueryData(pipelines.streams(id).queryKey, streams),
    onSettled: (_answer, _error, _body, _result, { client: queries }) =>
      queries.invalidateQueries({ queryKey: pipelineCatalog.of(id) }),
  })

export const cancelDiscovery = (id: string) =>
  mutationOptions({
    mutationFn: () => answer(api.pipelines[':id'].discover.$delete({ param: { id } })),
    onSettled: (_answer, _error, _body, _result, { client: queries }) =>
      queries.invalidateQueries({ queryKey: pipelineCatalog.of(id) }),
  })
