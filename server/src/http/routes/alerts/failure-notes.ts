import { acknowledgeSchema, commentSchema, failureNotesSchema } from '@flx/shared/alert'
import { Hono } from 'hono'

import {
  acknowledgeFailure,
  commentOnFailure,
  failedExecution,
  incidentFailure,
  showNotes,
  findCause,
  withdrawAcknowledgement,
  type Failure,
} from '../../../app/alerts/failure-notes.ts'
import { needs } from '../../guards/access.ts'
import type { HttpContext, HttpDependencies, HttpEnvironment } from '../../core/environment.ts'
import { actorOf, idOf } from '../../core/request.ts'
import { body } from '../../guards/valid.ts'

/**
 * Routes for acknowledging and commenting on failed executions; the results are part of the execution's
 * notes.
 */
export const failedExecutionRoutes = (dependencies: HttpDependencies) =>
  commentRoutes(dependencies, 'a failed execution', (c) =>
    failedExecution(dependencies.context, idOf(c, 'execution')),
  )

/** Routes for acknowledging and commenting on incidents. */
export const incidentNoteRoutes = (dependencies: HttpDependencies) =>
  noteRoutes(dependencies, 'an incident', (c) => incidentFailure(dependencies.context, idOf(c, 'incident')))

/**
 * Routes for acknowledging and commenting on causes of failures; notes apply to all executions with that
 * cause.
 */
export const causeNoteRoutes = (dependencies: HttpDependencies) =>
  noteRoutes(dependencies, 'a cause of failures', (c) =>
    findCause(dependencies.context, idOf(c, 'cause of failures')),
  )

type FailureOf = (c: HttpContext) => Promise<Failure>

function noteRoutes(dependencies: HttpDependencies, subject: string, failureOf: FailureOf) {
  return commentRoutes(dependencies, subject, failureOf).get(
    '/:id/notes',
    needs('viewer', `Returns who acknowledged ${subject}, and the comments on it`, {
      gives: failureNotesSchema,
    }),
    async (c) => c.json(await showNotes(dependencies.context, await failureOf(c))),
  )
}

function commentRoutes(
  { context: app, maskRemark }: HttpDependencies,
  subject: string,
  failureOf: FailureOf,
) {
  const context = { ...app, maskRemark }
  return new Hono<HttpEnvironment>()
    .post(
      '/:id/acknowledge',
      needs('operator', `Acknowledges ${subject}, optionally with a comment`, {
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
      needs('operator', `Removes the acknowledgement of ${subject}`, { gives: failureNotesSchema }),
      async (c) => c.json(await withdrawAcknowledgement(context, await failureOf(c), actorOf(c))),
    )
    .post(
      '/:id/comments',
      needs('operator', `Comments on ${subject}`, { success: 201, gives: failureNotesSchema }),
      body(commentSchema),
      async (c) =>
        c.json(
          await commentOnFailure(context, await failureOf(c), c.req.valid('json').body, actorOf(c)),
          201,
        ),
    )
}
