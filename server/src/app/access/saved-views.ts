import { hasRole } from '@flx/shared/access/role'
import {
  VIEW_CAP,
  type SavedView,
  type ViewCreate,
  type ViewPatch,
  type ViewQuery,
} from '@flx/shared/access/view'

import { auditChanges } from '../../domain/access/audit-changes.ts'
import type { AuditActor, AuditNote } from '../../domain/access/audit-log.ts'
import { AppError, conflict, notFound } from '../../domain/core/errors.ts'
import type { SavedViewRecord } from '../../domain/access/saved-view-store.ts'
import { nowText, type Actor, type AppContext, type Asker } from '../core/context.ts'
import { requireRole } from './require-role.ts'

type Context = Pick<AppContext, 'views' | 'clock' | 'newId'>

/** Most shared views of others that are listed. */
const MOST_SHOWN = 500

/** A person's own views and those that others share. */
export async function listViews(
  context: Context,
  { page }: ViewQuery,
  { actor }: Asker,
): Promise<SavedView[]> {
  const records = await context.views.visibleTo(actor.id, page, MOST_SHOWN)
  return records.map((record) => present(record, actor))
}

/** Keeps a view. Throws AppError `conflict` when its owner has one of that name on that page. */
export async function createView(context: Context, view: ViewCreate, asker: Asker): Promise<SavedView> {
  if (view.shared) requireRole(asker, 'operator', 'Sharing a view')
  const at = nowText(context)
  const record: SavedViewRecord = {
    id: context.newId(),
    ...view,
    owner: { id: asker.actor.id, name: asker.actor.name },
    createdAt: at,
    updatedAt: at,
  }
  const answer = await context.views.create(record, VIEW_CAP, sharingNote(asker.actor, null, record))
  if (answer === 'name-taken') throw nameTaken(record.name)
  if (answer === 'full') {
    throw conflict(`You can have at most ${VIEW_CAP} saved views. Delete one that you no longer use.`)
  }
  return present(record, asker.actor)
}

/** Changes a view of one's own. */
export async function updateView(
  context: Context,
  id: string,
  patch: ViewPatch,
  asker: Asker,
): Promise<SavedView> {
  const stored = await findVisible(context, id, asker.actor)
  if (stored.owner.id !== asker.actor.id) {
    throw new AppError('forbidden', `The view "${stored.name}" belongs to ${stored.owner.name}.`)
  }
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
  const record: SavedViewRecord = { ...stored, ...given, updatedAt: nowText(context) }
  // Also what is shared already: others see the change.
  if (record.shared) requireRole(asker, 'operator', 'Changing what a shared view shows')
  const answer = await context.views.update(record, sharingNote(asker.actor, stored, record))
  if (answer === 'name-taken') throw nameTaken(record.name)
  if (answer === 'missing') throw notFound('view', id)
  return present(record, asker.actor)
}

/** Removes a view: one's own, or as administrator one that is shared. */
export async function deleteView(context: Context, id: string, { actor, role }: Asker): Promise<void> {
  const stored = await findVisible(context, id, actor)
  if (stored.owner.id !== actor.id && !hasRole(role, 'admin')) {
    throw new AppError(
      'forbidden',
      `The view "${stored.name}" belongs to ${stored.owner.name}. Only they or an administrator can delete it.`,
    )
  }
  await context.views.remove(id, sharingNote(actor, stored, null))
}

/** The entry for a view that others see, or saw until now; private views are not audited. */
function sharingNote(
  actor: AuditActor,
  before: SavedViewRecord | null,
  after: SavedViewRecord | null,
): AuditNote | undefined {
  const view = after ?? before
  if (view === null || (before?.shared !== true && after?.shared !== true)) return undefined
  const about = { actor, entityType: 'view', entityId: view.id, entityName: view.name } as const
  if (after === null) return { ...about, action: 'delete' }
  const changes = auditChanges(before === null ? null : audited(before), audited(after))
  return changes.length === 0
    ? undefined
    : { ...about, action: before === null ? 'create' : 'update', changes }
}

function audited({ name, page, query, shared }: SavedViewRecord) {
  const fields = { name, page, query, shared }
  return { stored: fields, shown: fields }
}

/** Of other people's private views not even the existence shows. */
async function findVisible(context: Context, id: string, actor: Actor): Promise<SavedViewRecord> {
  const record = await context.views.find(id)
  if (record === undefined || (!record.shared && record.owner.id !== actor.id)) throw notFound('view', id)
  return record
}

function nameTaken(name: string): AppError {
  const message = `You already have a view named "${name}" on this page. Choose another name.`
  return new AppError('conflict', message, { fields: [{ path: 'name', message }] })
}

const present = (record: SavedViewRecord, actor: Actor): SavedView => ({
  ...record,
  mine: record.owner.id === actor.id,
})
