import { acknowledgeSchema, commentSchema, failureNotesSchema } from '@flx/shared/alert'
import { Hono } from 'hono'

import {
  acknowledgeFailure,
  commentOnFailure,
  failedExecution,
  incidentFailure,
  showNotes,
  withdrawAcknowledgement,
  type Failure,
} from '../../app/failure-notes.ts'
import { needs } from '../access.ts'
import {
  actorOf,
  idOf,
  type HttpContext,
  type HttpDependencies,
  type HttpEnvironment,
} from '../environment.ts'
import { body } from '../valid.ts'

/** Acknowledging and commenting on failed executions. */
export const executionNoteRoutes = (dependencies: HttpDependencies) =>
  noteRoutes(dependencies, 'a failed execution', (c) =>
    failedExecution(dependencies.context, idOf(c, 'execution')),
  )

/** The same for incidents. */
export const incidentNoteRoutes = (dependencies: HttpDependencies) =>
  noteRoutes(dependencies, 'an incident', (c) => incidentFailure(dependencies.context, idOf(c, 'incident')))

function noteRoutes(
  { context }: HttpDependencies,
  what: string,
  failureOf: (c: HttpContext) => Promise<Failure>,
) {
  return new Hono<HttpEnvironment>()
    .get(
      '/:id/notes',
      needs('viewer', `Who looks after ${what}, and the comments on it`, {
        gives: failureNotesSchema,
        problems: [409],
      }),
      async (c) => c.json(await showNotes(context, await failureOf(c))),
    )
    .post(
      '/:id/acknowledge',
      needs('operator', `Acknowledges ${what}, with a comment if one is given`, {
        gives: failureNotesSchema,
      }),
      body(acknowledgeSchema),
      async (c) =>
        c.json(
          await acknowledgeFailure(context, await failureOf(c), c.req.valid('json').comment, actorOf(c)),
        ),
    )
    .delete(
      '/:id/acknowledge',
      needs('operator', `Takes the acknowledgement of ${what} back`, { gives: failureNotesSchema }),
      async (c) => c.json(await withdrawAcknowledgement(context, await failureOf(c), actorOf(c))),
    )
    .post(
      '/:id/comments',
      needs('operator', `Comments on ${what}`, { success: 201, gives: failureNotesSchema }),
      body(commentSchema),
      async (c) =>
        c.json(
          await commentOnFailure(context, await failureOf(c), c.req.valid('json').body, actorOf(c)),
          201,
        ),
    )
}
