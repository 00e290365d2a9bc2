import { listOf } from '@flx/shared/core/list'
import {
  meltanoStateSchema,
  stateChangesQuerySchema,
  stateChangesSchema,
  stateCopySchema,
  stateDeleteQuerySchema,
  stateImportSchema,
  statePatchSchema,
  statePutSchema,
  stateRestoreSchema,
  stateVersionSchema,
  stateVersionsQuerySchema,
} from '@flx/shared/executions/state/state'
import { Hono } from 'hono'

import {
  copyState,
  deleteState,
  importState,
  patchState,
  putState,
  restoreState,
} from '../../../app/pipelines/state/change-state.ts'
import { compareStates, exportState, listStates } from '../../../app/pipelines/state/read-state.ts'
import { findPipeline } from '../../../app/pipelines/show-pipeline.ts'
import type { HttpDependencies, HttpEnvironment } from '../../core/environment.ts'
import { actorOf, idOf } from '../../core/request.ts'
import { needs } from '../../guards/access.ts'
import { body, query } from '../../guards/valid.ts'

/** Routes of a pipeline's state, from which the extractor continues. */
export function pipelineStateRoutes({ context: app, secretsOf }: HttpDependencies) {
  const context = { ...app, secretsOf }
  const gives = { gives: stateVersionSchema }
  return new Hono<HttpEnvironment>()
    .get(
      '/:id/state',
      needs('viewer', 'Returns the current state of a pipeline, or null', {
        gives: stateVersionSchema.nullable(),
      }),
      async (c) => {
        const { id } = await findPipeline(context, idOf(c, 'pipeline'))
        return c.json((await context.states.current(id)) ?? null)
      },
    )
    .put(
      '/:id/state',
      needs('editor', 'Replaces the state; 409 while an execution is unfinished', gives),
      body(statePutSchema),
      async (c) => c.json(await putState(context, idOf(c, 'pipeline'), c.req.valid('json'), actorOf(c))),
    )
    .patch(
      '/:id/state',
      needs('editor', 'Changes the bookmarks of single streams, or moves them back to a date', gives),
      body(statePatchSchema),
      async (c) => c.json(await patchState(context, idOf(c, 'pipeline'), c.req.valid('json'), actorOf(c))),
    )
    .delete(
      '/:id/state',
      needs('editor', 'Resets the state: the next execution extracts everything', { success: 204 }),
      query(stateDeleteQuerySchema),
      async (c) => {
        await deleteState(context, idOf(c, 'pipeline'), c.req.valid('query').version, actorOf(c))
        return c.body(null, 204)
      },
    )
    .get(
      '/:id/state/versions',
      needs('viewer', 'Lists versions of the state, newest first', { gives: listOf(stateVersionSchema) }),
      query(stateVersionsQuerySchema),
      async (c) => c.json(await listStates(context, idOf(c, 'pipeline'), c.req.valid('query'))),
    )
    .get(
      '/:id/state/changes',
      needs('viewer', 'Compares two versions of the state', { gives: stateChangesSchema }),
      query(stateChangesQuerySchema),
      async (c) => c.json(await compareStates(context, idOf(c, 'pipeline'), c.req.valid('query'))),
    )
    .post(
      '/:id/state/restore',
      needs('editor', 'Restores an earlier version of the state', gives),
      body(stateRestoreSchema),
      async (c) => c.json(await restoreState(context, idOf(c, 'pipeline'), c.req.valid('json'), actorOf(c))),
    )
    .post(
      '/:id/state/copy',
      needs('editor', 'Copies the state of another pipeline with the same extractor', gives),
      body(stateCopySchema),
      async (c) => c.json(await copyState(context, idOf(c, 'pipeline'), c.req.valid('json'), actorOf(c))),
    )
    .post(
      '/:id/state/import',
      needs('editor', 'Imports a state from Meltano', gives),
      body(stateImportSchema),
      async (c) => c.json(await importState(context, idOf(c, 'pipeline'), c.req.valid('json'), actorOf(c))),
    )
    .get(
      '/:id/state/export',
      needs('viewer', 'Exports the state for `meltano state import`, with secrets masked', {
        gives: meltanoStateSchema,
      }),
      async (c) => {
        c.header('content-disposition', 'attachment; filename="state.json"')
        return c.json(await exportState(context, idOf(c, 'pipeline')))
      },
    )
}
