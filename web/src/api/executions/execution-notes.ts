import type { ExecutionNotes } from '@flx/shared/executions/execution-note'
import { mutationOptions, queryOptions, type MutationFunctionContext } from '@tanstack/react-query'

import { answer, api, load } from '../core/client.ts'
import { executions } from './executions.ts'
import { failureNotes } from '../failures/failure-notes.ts'

export const executionNotes = {
  /** Notes and failure comments in one query, because both come in one answer. */
  of: (id: string) =>
    queryOptions({
      queryKey: [...failureNotes.all, { kind: 'execution', id }],
      queryFn: (context) =>
        load(context, (options) => api.executions[':id'].notes.$get({ param: { id } }, options)),
    }),
}

/** The answer holds all notes. Lists show their number, so they are reloaded. */
const storeNotes = async (
  notes: ExecutionNotes,
  { executionId }: { executionId: string },
  _result: unknown,
  { client: queries }: MutationFunctionContext,
) => {
  queries.setQueryData(executionNotes.of(executionId).queryKey, notes)
  await queries.invalidateQueries({ queryKey: executions.lists() })
}

export const addNote = () =>
  mutationOptions({
    mutationFn: ({ executionId, body }: { executionId: string; body: string }) =>
      answer(api.executions[':id'].notes.$post({ param: { id: executionId }, json: { body } })),
    onSuccess: storeNotes,
  })

interface NoteAddress {
  executionId: string
  noteId: string
}
const parameters = ({ executionId, noteId }: NoteAddress) => ({ id: executionId, noteId })

/** Edits a note. Only its author may. */
export const editNote = () =>
  mutationOptions({
    mutationFn: ({ body, ...note }: NoteAddress & { body: string }) =>
      answer(api.executions[':id'].notes[':noteId'].$patch({ param: parameters(note), json: { body } })),
    onSuccess: storeNotes,
  })

/** Deletes a note. Only its author or an administrator may. */
export const deleteNote = () =>
  mutationOptions({
    mutationFn: (note: NoteAddress) =>
      answer(api.executions[':id'].notes[':noteId'].$delete({ param: parameters(note) })),
    onSuccess: storeNotes,
  })
