import type { ExecutionNote, ExecutionNotes } from '@flx/shared/executions/execution-note'
import { hasRole } from '@flx/shared/access/role'
import type { AuditChange } from '@flx/shared/access/audit'

import type { AuditNote } from '../../domain/access/audit-log.ts'
import { AppError, conflict, notFound } from '../../domain/core/errors.ts'
import type { ExecutionRecord } from '../../domain/core/records.ts'
import { nowText, type Actor, type AppContext, type Requester } from '../core/context.ts'
import type { MaskRemark } from '../settings/mask-remarks.ts'
import { findExecution } from './show-execution.ts'

export type NotesContext = Pick<
  AppContext,
  'executions' | 'executionNotes' | 'failureNotes' | 'clock' | 'newId'
> & {
  maskRemark: MaskRemark
}

/**
 * Returns the notes on an execution, and its acknowledgement and comments as a failure. Throws AppError
 * `not-found`.
 */
export async function showExecutionNotes(
  context: NotesContext,
  executionId: string,
): Promise<ExecutionNotes> {
  await findExecution(context, executionId)
  return notesOf(context, executionId)
}

async function notesOf(
  { executionNotes, failureNotes }: NotesContext,
  executionId: string,
): Promise<ExecutionNotes> {
  const [notes, acknowledgement, comments] = await Promise.all([
    executionNotes.list(executionId),
    failureNotes.acknowledgement(executionId),
    failureNotes.comments(executionId),
  ])
  return { acknowledgement, comments, notes }
}

/** Adds a note. Throws AppError `not-found`, and `conflict` if the limit is reached. */
export async function addNote(
  context: NotesContext,
  executionId: string,
  text: string,
  actor: Actor,
): Promise<ExecutionNotes> {
  const execution = await findExecution(context, executionId)
  // Mask before storing: a secret pasted with a terminal line is never stored.
  const body = await context.maskRemark(text)
  const note = {
    id: context.newId(),
    body,
    by: actor.name,
    byId: actor.id,
    at: nowText(context),
    editedAt: null,
  }
  const audit = noteOn(execution, actor, 'comment', { path: 'note', after: body })
  if (!(await context.executionNotes.add(executionId, note, audit)))
    throw conflict('Cannot add a note: the limit is reached.')
  return notesOf(context, executionId)
}

/** Changes one of the requester's notes. Throws AppError `not-found`, and `forbidden` for another user's note. */
export async function editNote(
  context: NotesContext,
  { executionId, noteId }: { executionId: string; noteId: string },
  text: string,
  { actor }: Requester,
): Promise<ExecutionNotes> {
  const { execution, note } = await findNote(context, executionId, noteId)
  if (note.byId !== actor.id) throw new AppError('forbidden', 'Only its author can change a note.')
  const body = await context.maskRemark(text)
  const audit = noteOn(execution, actor, 'update', { path: 'note', before: note.body, after: body })
  if (
    body !== note.body &&
    !(await context.executionNotes.change(executionId, noteId, { body, at: nowText(context) }, audit))
  )
    throw notFound('note', noteId)
  return notesOf(context, executionId)
}

/** Deletes a note, for its author or an administrator. Throws AppError `not-found` and `forbidden`. */
export async function deleteNote(
  context: NotesContext,
  { executionId, noteId }: { executionId: string; noteId: string },
  { actor, role }: Requester,
): Promise<ExecutionNotes> {
  const { execution, note } = await findNote(context, executionId, noteId)
  if (note.byId !== actor.id && !hasRole(role, 'admin'))
    throw new AppError('forbidden', 'Only its author or an administrator can delete a note.')
  const audit = noteOn(execution, actor, 'update', { path: 'note', before: note.body })
  if (!(await context.executionNotes.remove(executionId, noteId, audit))) throw notFound('note', noteId)
  return notesOf(context, executionId)
}

async function findNote(
  context: NotesContext,
  executionId: string,
  noteId: string,
): Promise<{ execution: ExecutionRecord; note: ExecutionNote }> {
  const execution = await findExecution(context, executionId)
  const note = await context.executionNotes.find(executionId, noteId)
  if (note === undefined) throw notFound('note', noteId)
  return { execution, note }
}

const noteOn = (
  { id, pipelineName }: ExecutionRecord,
  actor: Actor,
  action: AuditNote['action'],
  change: AuditChange,
): AuditNote => ({
  actor,
  action,
  entityType: 'execution',
  entityId: id,
  entityName: pipelineName,
  changes: [change],
})
