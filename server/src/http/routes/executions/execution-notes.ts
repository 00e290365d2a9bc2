import { executionNotesSchema, noteBodySchema } from '@flx/shared/executions/execution-note'
import { Hono } from 'hono'

import { addNote, deleteNote, editNote, showExecutionNotes } from '../../../app/executions/execution-notes.ts'
import type { HttpContext, HttpDependencies, HttpEnvironment } from '../../core/environment.ts'
import { actorOf, requesterOf, idOf } from '../../core/request.ts'
import { needs } from '../../guards/access.ts'
import { body } from '../../guards/valid.ts'

/** Routes of notes on executions. */
export function executionNoteRoutes({ context, maskRemark }: HttpDependencies) {
  const notes = { ...context, maskRemark }
  const noteIdsOf = (c: HttpContext) => ({
    executionId: idOf(c, 'execution'),
    noteId: idOf(c, 'note', 'noteId'),
  })
  return new Hono<HttpEnvironment>()
    .get(
      '/:id/notes',
      needs(
        'viewer',
        'Lists the notes on an execution; for a failed one, also who acknowledged it, and its comments',
        { gives: executionNotesSchema },
      ),
      async (c) => c.json(await showExecutionNotes(notes, idOf(c, 'execution'))),
    )
    .post(
      '/:id/notes',
      needs('operator', 'Adds a note to an execution', { success: 201, gives: executionNotesSchema }),
      body(noteBodySchema),
      async (c) =>
        c.json(await addNote(notes, idOf(c, 'execution'), c.req.valid('json').body, actorOf(c)), 201),
    )
    .patch(
      '/:id/notes/:noteId',
      needs('operator', 'Changes one of your notes', { gives: executionNotesSchema }),
      body(noteBodySchema),
      async (c) => c.json(await editNote(notes, noteIdsOf(c), c.req.valid('json').body, requesterOf(c))),
    )
    .delete(
      '/:id/notes/:noteId',
      needs('operator', 'Deletes one of your notes; administrators can delete any', {
        gives: executionNotesSchema,
      }),
      async (c) => c.json(await deleteNote(notes, noteIdsOf(c), requesterOf(c))),
    )
}
