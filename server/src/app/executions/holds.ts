import type { AuditAction, AuditChange } from '@flx/shared/access/audit'
import type { Hold, HoldCreate } from '@flx/shared/executions/hold'

import type { AuditNote } from '../../domain/access/audit-log.ts'
import { conflict, invalid, notFound } from '../../domain/core/errors.ts'
import { nowText, type Actor, type AppContext } from '../core/context.ts'
import type { MaskRemark } from '../settings/mask-remarks.ts'

type Context = Pick<AppContext, 'holds' | 'plugins' | 'work' | 'clock' | 'newId'>

const MAX_HOLDS = 100

/** Returns the active holds, oldest first. */
export const listHolds = (context: Pick<AppContext, 'holds' | 'clock'>): Promise<Hold[]> =>
  context.holds.active(nowText(context))

/**
 * Keeps executions from starting: those of pipelines that use a plugin, or all. Running executions continue.
 * Throws AppError `invalid` if the plugin does not exist or the end is in the past.
 */
export async function createHold(
  context: Context & { maskRemark: MaskRemark },
  body: HoldCreate,
  actor: Actor,
): Promise<Hold> {
  const at = nowText(context)
  const until = body.until === null ? null : new Date(body.until).toISOString()
  if (until !== null && until <= at) throw invalid('Choose an end in the future, or none.', 'until')
  if (body.plugin !== null && (await context.plugins.findByName(body.plugin)).length === 0) {
    throw invalid(`No plugin is named "${body.plugin}".`, 'plugin')
  }
  if ((await context.holds.active(at)).length >= MAX_HOLDS) {
    throw conflict(`Cannot add a hold: at most ${MAX_HOLDS} are allowed. End one first.`)
  }
  const hold = {
    id: context.newId(),
    plugin: body.plugin,
    reason: await context.maskRemark(body.reason),
    until,
    createdAt: at,
    by: actor.name,
  }
  const changes: AuditChange[] = [
    { path: 'reason', after: hold.reason },
    ...(until === null ? [] : [{ path: 'until', after: until }]),
  ]
  await context.holds.create(hold, { ...auditNote(hold, 'create', actor), changes })
  return hold
}

/** Ends a hold; executions that waited for it start at once. Throws AppError `not-found`. */
export async function endHold(context: Context, id: string, actor: Actor): Promise<void> {
  const hold = await context.holds.find(id)
  if (hold === undefined || !(await context.holds.end(id, auditNote(hold, 'delete', actor)))) {
    throw notFound('hold', id)
  }
  context.work.freed()
}

const auditNote = (hold: Hold, action: AuditAction, actor: Actor): AuditNote => ({
  actor,
  action,
  entityType: 'hold',
  entityId: hold.id,
  entityName: hold.plugin ?? 'All pipelines',
})
