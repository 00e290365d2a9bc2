import {
  foundStatesSchema,
  stateComparisonRequestSchema,
  stateComparisonSchema,
  stateSearchSchema,
  statesImportSchema,
  statesWriteSchema,
  stateTransfersSchema,
} from '@flx/shared/projects/state-backend'
import { Hono } from 'hono'

import {
  compareWithStates,
  findStates,
  takeStates,
  writeStates,
  type ProjectStatesContext,
} from '../../../app/projects/project-states.ts'
import type { HttpDependencies, HttpEnvironment } from '../../core/environment.ts'
import { actorOf } from '../../core/request.ts'
import { needs } from '../../guards/access.ts'
import { body } from '../../guards/valid.ts'

/** Routes of the states that a Meltano stores. Paths, addresses and keys are for administrators only. */
export function projectStateRoutes({ context: app, secretsOf, projectStates }: HttpDependencies) {
  const context: ProjectStatesContext = { ...app, ...projectStates, secretsOf }
  const problems = { problems: [503] } as const
  return new Hono<HttpEnvironment>()
    .post(
      '/find',
      needs(
        'admin',
        'Lists the states that a Meltano project keeps, and the pipelines that they fit; changes nothing',
        {
          gives: foundStatesSchema,
          ...problems,
        },
      ),
      body(stateSearchSchema),
      async (c) => c.json(await findStates(context, c.req.valid('json'))),
    )
    .post(
      '/compare',
      needs('admin', 'Compares a state that a Meltano project keeps with the state of a pipeline', {
        gives: stateComparisonSchema,
        problems: [404, 503],
      }),
      body(stateComparisonRequestSchema),
      async (c) => c.json(await compareWithStates(context, c.req.valid('json'))),
    )
    .post(
      '/import',
      needs(
        'admin',
        'Imports states as new versions; a state that has changed since it was listed is refused',
        {
          gives: stateTransfersSchema,
          ...problems,
        },
      ),
      body(statesImportSchema),
      async (c) => c.json(await takeStates(context, c.req.valid('json'), actorOf(c))),
    )
    .post(
      '/write',
      needs('admin', "Writes states of pipelines back to a Meltano project, under Meltano's locks", {
        gives: stateTransfersSchema,
        ...problems,
      }),
      body(statesWriteSchema),
      async (c) => c.json(await writeStates(context, c.req.valid('json'), actorOf(c))),
    )
}
