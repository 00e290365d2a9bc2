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
import { nowText, type Actor, type AppContext, type Requester } from '../core/context.ts'
import { requireRole } from './require-role.ts'

type Context = Pick<AppContext, 'views' | 'clock' | 'newId'>

/** Maximum number of other users' shared views listed. */
const MAX_SHOWN = 500

/** Returns the user's own views and those shared by others. */
export async function listViews(
  context: Context,
  { page }: ViewQuery,
  { actor }: Requester,
): Promise<SavedView[]> {
  const records = await context.views.visibleTo(actor.id, page, MAX_SHOWN)
  return records.map((record) => present(record, actor))
}

/** Saves a view. Throws AppError `conflict` if its owner already has a view with that name on that page. */
export async function createView(
  context: Context,
  view: ViewCreate,
  requester: Requester,
): Promise<SavedView> {
  if (view.shared) requireRole(requester, 'operator', 'Sharing a view')
  const at = nowText(context)
  const record: SavedViewRecord = {
    id: context.newId(),
    ...view,
    owner: { id: requester.actor.id, name: requester.actor.name },
    createdAt: at,
    updatedAt: at,
  }
  const result = await context.views.create(record, VIEW_CAP, sharingNote(requester.actor, null, record))
  if (result === 'name-taken') throw nameTaken(record.name)
  if (result === 'full') {
    throw conflict(`You can have at most ${VIEW_CAP} saved views. Delete one that you no longer use.`)
  }
  return present(record, requester.actor)
}

/** Changes one of the user's own views. */
export async function updateView(
  context: Context,
  id: string,
  patch: ViewPatch,
  requester: Requester,
): Promise<SavedView> {
  const stored = await findVisible(context, id, requester.actor)
  if (stored.owner.id !== requester.actor.id) {
    throw new AppError('forbidden', `The view "${stored.name}" belongs to ${stored.owner.name}.`)
  }
  const changes = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
  const record: SavedViewRecord = { ...stored, ...changes, updatedAt: nowText(context) }
  // A view that is already shared needs the role too: others see the change.
  if (record.shared) requireRole(requester, 'operator', 'Changing what a shared view shows')
  const result = await context.views.update(record, sharingNote(requester.actor, stored, record))
  if (result === 'name-taken') throw nameTaken(record.name)
  if (result === 'missing') throw notFound('view', id)
  return present(record, requester.actor)
}

/** Deletes a view: the user's own, or, as an administrator, a shared one. */
export async function deleteView(context: Context, id: string, { actor, role }: Requester): Promise<void> {
  const stored = await findVisible(context, id, actor)
  if (stored.owner.id !== actor.id && !hasRole(role, 'admin')) {
    throw new AppError(
      'forbidden',
      `The view "${stored.name}" belongs to ${stored.owner.name}. Only they or an administrator can delete it.`,
    )
  }
  await context.views.remove(id, sharingNote(actor, stored, null))
}

/** Returns the audit entry for a view that others see, or saw until now. Private views are not audited. */
function sharingNote(
  actor: AuditActor,
  before: SavedViewRecord | null,
  after: SavedViewRecord | null,
): AuditNote | undefined {
  const view = after ?? before
  if (view === null || (before?.shared !== true && after?.shared !== true)) return undefined
  const subject = { actor, entityType: 'view', entityId: view.id, entityName: view.name } as const
  if (after === null) return { ...subject, action: 'delete' }
  const changes = auditChanges(before === null ? null : auditDocument(before), auditDocument(after))
  return changes.length === 0
    ? undefined
    : { ...subject, action: before === null ? 'create' : 'update', changes }
}

function auditDocument({ name, page, query, shared }: SavedViewRecord) {
  const fields = { name, page, query, shared }
  return { stored: fields, shown: fields }
}

/** Throws `not-found` for another user's private view, so that its existence stays hidden. */
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
  isOwner: record.owner.id === actor.id,
})
