import type { AlertIncident, FailureNotes } from '@flx/shared/alert'

import type { AlertStore } from '../../domain/alerts/alert-store.ts'
import type { AuditNote } from '../../domain/access/audit-log.ts'
import { conflict, notFound } from '../../domain/core/errors.ts'
import type { FailureStore } from '../../domain/failures/failure-store.ts'
import type { FailureNoteStore, NoteSubject } from '../../domain/alerts/failure-notes.ts'
import type { ExecutionStore } from '../../domain/executions/execution-store.ts'
import { nowText, type Actor, type AppContext } from '../core/context.ts'
import { findExecution } from '../executions/show-execution.ts'
import type { MaskRemark } from '../settings/mask-remarks.ts'

type Context = Pick<AppContext, 'clock' | 'newId'> & {
  failureNotes: FailureNoteStore
  executions: ExecutionStore
  alerts: AlertStore
}

/** A failure that notes refer to, with its name in the audit log. */
export type Failure = NoteSubject & Pick<AuditNote, 'entityType' | 'entityId' | 'entityName'>

/**
 * Returns a failed execution as the subject of notes. Throws AppError `not-found`, and `conflict` if it did
 * not fail.
 */
export async function failedExecution(context: Context, id: string): Promise<Failure> {
  const { status, pipelineName } = await findExecution(context, id)
  if (status !== 'failed')
    throw conflict(
      `Only failed executions can be acknowledged or commented on; execution ${id} is ${status}.`,
    )
  return executionSubject(id, pipelineName)
}

/** Returns a cause of failures as the subject of notes. Throws AppError `not-found`. */
export async function findCause({ failures }: { failures: FailureStore }, id: string): Promise<Failure> {
  const cause = await failures.find(id)
  if (cause === undefined) throw notFound('cause of failures', id)
  return {
    id,
    executionId: null,
    causeId: id,
    entityType: 'failure',
    entityId: id,
    entityName: cause.plugin === '' ? cause.title : `${cause.plugin}: ${cause.title}`,
  }
}

/**
 * Returns an incident as the subject of notes; notes go to the incident's execution if it has one. Throws
 * AppError `not-found`.
 */
export async function incidentFailure(context: Context, id: string): Promise<Failure> {
  const incident = await context.alerts.findIncident(id)
  if (incident === undefined) throw notFound('incident', id)
  return incidentSubject(incident)
}

function incidentSubject({ id, executionId, pipelineName, ruleId, ruleName }: AlertIncident): Failure {
  if (executionId !== null) return executionSubject(executionId, pipelineName)
  return {
    id,
    executionId: null,
    entityType: 'alert-rule',
    entityId: ruleId,
    entityName: `${ruleName}: ${pipelineName}`,
  }
}

const executionSubject = (id: string, pipelineName: string): Failure => ({
  id,
  executionId: id,
  entityType: 'execution',
  entityId: id,
  entityName: pipelineName,
})

/** Returns the acknowledgement of a failure and the comments on it. */
export async function showNotes({ failureNotes }: Context, { id }: NoteSubject): Promise<FailureNotes> {
  const [acknowledgement, comments] = await Promise.all([
    failureNotes.acknowledgement(id),
    failureNotes.comments(id),
  ])
  return { acknowledgement, comments }
}

/** Comments are masked before they are stored. */
type RemarkContext = Context & { maskRemark: MaskRemark }

/**
 * Acknowledges a failure in the actor's name, with a comment unless it is empty. An existing acknowledgement
 * stays.
 */
export async function acknowledgeFailure(
  context: RemarkContext,
  failure: Failure,
  comment: string,
  actor: Actor,
): Promise<FailureNotes> {
  await context.failureNotes.acknowledge(
    failure,
    authorOf(context, actor),
    comment === '' ? null : { id: context.newId(), body: await context.maskRemark(comment) },
    note(actor, failure, { action: 'acknowledge' }),
  )
  return showNotes(context, failure)
}

/** Withdraws an acknowledgement. */
export async function withdrawAcknowledgement(
  context: Context,
  failure: Failure,
  actor: Actor,
): Promise<FailureNotes> {
  const withdrawal = note(actor, failure, {
    action: 'acknowledge',
    changes: [{ path: 'acknowledged', before: true, after: false }],
  })
  await context.failureNotes.withdraw(failure, withdrawal)
  return showNotes(context, failure)
}

/** Adds a comment. Throws AppError `conflict` if the limit is reached. */
export async function commentOnFailure(
  context: RemarkContext,
  failure: Failure,
  text: string,
  actor: Actor,
): Promise<FailureNotes> {
  const body = await context.maskRemark(text)
  const added = await context.failureNotes.comment(
    failure,
    authorOf(context, actor),
    { id: context.newId(), body },
    note(actor, failure, { action: 'comment', changes: [{ path: 'comment', after: body }] }),
  )
  if (!added) throw conflict('Cannot add a comment: the limit is reached.')
  return showNotes(context, failure)
}

const authorOf = (context: Context, { id, name }: Actor) => ({ id, name, at: nowText(context) })

const note = (
  actor: Actor,
  { entityType, entityId, entityName }: Failure,
  entry: Pick<AuditNote, 'action' | 'changes'>,
): AuditNote => ({ actor, entityType, entityId, entityName, ...entry })
