import type { List } from '@flx/shared/core/list'
import type { ForeignEvent, ForeignJob, ForeignJobQuery, ForeignReceipt } from '@flx/shared/lineage/foreign'

import type { AuditActor, AuditNote } from '../../../domain/access/audit-log.ts'
import { AppError, notFound } from '../../../domain/core/errors.ts'
import { readLineageEvent } from '../../../domain/lineage/foreign/foreign-event.ts'
import { isOwnEvent } from '../../../domain/lineage/open-lineage/run-event.ts'
import { nowText, type AppContext } from '../../core/context.ts'

type Context = Pick<AppContext, 'foreignLineage' | 'openLineage' | 'clock'>

/**
 * Stores events of other tools, all or none. Events that this installation sent are skipped. Throws AppError
 * `conflict`.
 */
export async function receiveEvents(
  context: Context,
  events: readonly ForeignEvent[],
  actor: AuditActor,
): Promise<ForeignReceipt> {
  const { settings } = await context.openLineage.connection()
  const foreignEvents = events.filter(
    ({ producer, job }) => !isOwnEvent(producer, job?.namespace, settings.namespace),
  )
  const result = await context.foreignLineage.receive(
    foreignEvents.map(readLineageEvent),
    nowText(context),
    (job) => noteOf(actor, 'create', job),
  )
  if (result.kind === 'full') {
    throw new AppError(
      'conflict',
      'Too many jobs of other tools are stored. Forget the jobs that are no longer needed.',
    )
  }
  return { received: events.length, changed: result.changed, skipped: events.length - foreignEvents.length }
}

/** Returns jobs of other tools, most recently seen first. */
export const listForeignJobs = (
  { foreignLineage }: Pick<Context, 'foreignLineage'>,
  query: ForeignJobQuery,
): Promise<List<ForeignJob>> => foreignLineage.list(query)

/** Forgets a job; a later event makes it known again. Throws AppError `not-found`. */
export async function forgetForeignJob(context: Context, id: string, actor: AuditActor): Promise<void> {
  const job = await context.foreignLineage.find(id)
  const isGone =
    job !== undefined &&
    (await context.foreignLineage.forget(id, nowText(context), noteOf(actor, 'delete', job)))
  if (!isGone) throw notFound('job', id)
}

const noteOf = (
  actor: AuditActor,
  action: AuditNote['action'],
  { id, name }: Pick<ForeignJob, 'id' | 'name'>,
): AuditNote => ({ actor, action, entityType: 'foreign-job', entityId: id, entityName: name })
