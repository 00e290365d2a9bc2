import { hasRole } from '@flx/shared/access/role'
import {
  DASHBOARD_CAP,
  type Dashboard,
  type DashboardCreate,
  type DashboardPatch,
  type DeletedDashboard,
} from '@flx/shared/dashboards/dashboard'

import { auditChanges } from '../../domain/access/audit-changes.ts'
import type { AuditActor, AuditNote } from '../../domain/access/audit-log.ts'
import { AppError, conflict, notFound } from '../../domain/core/errors.ts'
import type { DashboardRecord } from '../../domain/dashboards/dashboard-store.ts'
import { requireRole } from '../access/require-role.ts'
import { nowText, type AppContext, type Asker } from '../core/context.ts'

type Context = Pick<AppContext, 'dashboards' | 'clock' | 'newId'>

/** Maximum number of dashboards listed. */
const MAX_SHOWN = 500
const MAX_DELETED_SHOWN = 100
/** Time within which a deleted dashboard can be restored. */
const RESTORABLE_MS = 7 * 86_400_000

/** Returns the user's own dashboards and those shared by others. */
export async function listDashboards(context: Context, asker: Asker): Promise<Dashboard[]> {
  const records = await context.dashboards.visibleTo(asker.actor.id, MAX_SHOWN)
  return records.map((record) => present(record, asker))
}

/**
 * Returns a dashboard. Another user's private dashboard looks as if it did not exist. Throws AppError
 * `not-found`.
 */
export async function showDashboard(context: Context, id: string, asker: Asker): Promise<Dashboard> {
  return present(await findVisible(context, id, asker), asker)
}

/**
 * Creates a dashboard. Throws AppError `forbidden` for sharing without the role operator, and `conflict` if
 * there are too many.
 */
export async function createDashboard(
  context: Context,
  body: DashboardCreate,
  asker: Asker,
): Promise<Dashboard> {
  if (body.sharing !== 'private') requireRole(asker, 'operator', 'Sharing a dashboard')
  const at = nowText(context)
  const record: DashboardRecord = {
    id: context.newId(),
    ...body,
    owner: { id: asker.actor.id, name: asker.actor.name },
    version: 1,
    createdAt: at,
    updatedAt: at,
  }
  const result = await context.dashboards.create(
    record,
    DASHBOARD_CAP,
    sharingNote(asker.actor, null, record),
  )
  if (result === 'full') {
    throw conflict(`You can have at most ${DASHBOARD_CAP} dashboards. Delete one that you no longer use.`)
  }
  return present(record, asker)
}

/**
 * Changes a dashboard, for its owner, or for operators if it is shared for editing. Only the owner can change
 * the sharing. Throws AppError `stale-version` with the current dashboard if another edit came first.
 */
export async function updateDashboard(
  context: Context,
  id: string,
  { version, ...patch }: DashboardPatch,
  asker: Asker,
): Promise<Dashboard> {
  if (patch.sharing !== undefined && patch.sharing !== 'private')
    requireRole(asker, 'operator', 'Sharing a dashboard')
  const stored = await findVisible(context, id, asker)
  if (!mayEdit(stored, asker)) {
    throw new AppError(
      'forbidden',
      `The dashboard "${stored.name}" belongs to ${stored.owner.name}, who does not share it for editing. Duplicate it and change the copy.`,
    )
  }
  const changes = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
  const record: DashboardRecord = {
    ...stored,
    ...changes,
    version: stored.version + 1,
    updatedAt: nowText(context),
  }
  // A dashboard that is already shared needs the role too: others see the change.
  if (record.sharing !== 'private') requireRole(asker, 'operator', 'Changing what a shared dashboard shows')
  if (record.sharing !== stored.sharing && stored.owner.id !== asker.actor.id) {
    throw new AppError(
      'forbidden',
      `Only ${stored.owner.name} can change with whom "${stored.name}" is shared.`,
    )
  }
  const note = sharingNote(asker.actor, stored, record)
  if (stored.version !== version || !(await context.dashboards.update(record, version, note))) {
    const current = await findVisible(context, id, asker)
    throw new AppError(
      'stale-version',
      `The dashboard "${current.name}" has changed in the meantime. Compare your changes with the current version and save again.`,
      { extra: { current: present(current, asker) } },
    )
  }
  return present(record, asker)
}

/** Deletes a dashboard: the user's own, or, as an administrator, a shared one. */
export async function deleteDashboard(context: Context, id: string, asker: Asker): Promise<void> {
  const stored = await findVisible(context, id, asker)
  if (!mayDelete(stored, asker)) {
    throw new AppError(
      'forbidden',
      `The dashboard "${stored.name}" belongs to ${stored.owner.name}. Only they or an administrator can delete it.`,
    )
  }
  const times = { at: nowText(context), forgetBefore: restorableSince(context) }
  await context.dashboards.remove(id, times, sharingNote(asker.actor, stored, null))
}

/** Returns the dashboards deleted in the last week that the asker can restore, newest first. */
export async function listDeletedDashboards(context: Context, asker: Asker): Promise<DeletedDashboard[]> {
  const since = restorableSince(context)
  const listDeleted = (shared: boolean) =>
    context.dashboards.deletedSince(since, { ownerId: asker.actor.id, shared }, MAX_DELETED_SHOWN)
  const records = [
    ...(await listDeleted(false)),
    ...(hasRole(asker.role, 'admin') ? await listDeleted(true) : []),
  ]
  return records
    .filter((record) => record.sharing === 'private' || hasRole(asker.role, 'operator'))
    .toSorted((a, b) => (a.deletedAt < b.deletedAt ? 1 : -1))
    .slice(0, MAX_DELETED_SHOWN)
    .map((record) => ({
      id: record.id,
      name: record.name,
      sharing: record.sharing,
      owner: record.owner,
      isOwner: isOwner(record, asker),
      widgets: record.widgets.length,
      deletedAt: record.deletedAt,
      restorableUntil: new Date(Date.parse(record.deletedAt) + RESTORABLE_MS).toISOString(),
    }))
}

/**
 * Restores a dashboard deleted in the last week as it was, with its ID, for users who could delete it.
 * Restoring a shared one needs the role operator. Throws AppError `not-found`, `forbidden`, or `conflict` if
 * it is not deleted or its owner has too many.
 */
export async function restoreDashboard(context: Context, id: string, asker: Asker): Promise<Dashboard> {
  const deleted = await context.dashboards.findDeleted(id, restorableSince(context))
  if (deleted === undefined) {
    const { name } = await findVisible(context, id, asker)
    throw conflict(`The dashboard "${name}" is not deleted.`)
  }
  if (!isVisible(deleted, asker)) throw notFound('dashboard', id)
  if (!mayDelete(deleted, asker)) {
    throw new AppError(
      'forbidden',
      `The dashboard "${deleted.name}" belonged to ${deleted.owner.name}. Only they or an administrator can restore it.`,
    )
  }
  if (deleted.sharing !== 'private') requireRole(asker, 'operator', 'Restoring a shared dashboard')
  const note = sharingNote(asker.actor, null, deleted)
  const result = await context.dashboards.restore(
    id,
    DASHBOARD_CAP,
    note === undefined ? undefined : { ...note, action: 'restore' },
  )
  if (result === 'full') {
    const owner = isOwner(deleted, asker) ? 'You have' : `${deleted.owner.name} has`
    throw conflict(`${owner} ${DASHBOARD_CAP} dashboards, which is the maximum. Delete one first.`)
  }
  return showDashboard(context, id, asker)
}

const restorableSince = ({ clock }: Context): string =>
  new Date(clock.now().getTime() - RESTORABLE_MS).toISOString()

const isOwner = ({ owner }: DashboardRecord, { actor }: Asker): boolean => owner.id === actor.id

const isVisible = (record: DashboardRecord, asker: Asker): boolean =>
  record.sharing !== 'private' || isOwner(record, asker)

const mayEdit = (record: DashboardRecord, asker: Asker): boolean =>
  record.sharing === 'private'
    ? isOwner(record, asker)
    : hasRole(asker.role, 'operator') && (isOwner(record, asker) || record.sharing === 'edit')

const mayDelete = (record: DashboardRecord, asker: Asker): boolean =>
  isOwner(record, asker) || hasRole(asker.role, 'admin')

async function findVisible(context: Context, id: string, asker: Asker): Promise<DashboardRecord> {
  const record = await context.dashboards.find(id)
  if (record === undefined || !isVisible(record, asker)) throw notFound('dashboard', id)
  return record
}

/**
 * Returns the audit entry for a dashboard that others see, or saw until now. Private dashboards are not
 * audited.
 */
function sharingNote(
  actor: AuditActor,
  before: DashboardRecord | null,
  after: DashboardRecord | null,
): AuditNote | undefined {
  const dashboard = after ?? before
  const isShared = [before, after].some((version) => version !== null && version.sharing !== 'private')
  if (dashboard === null || !isShared) return undefined
  const subject = {
    actor,
    entityType: 'dashboard',
    entityId: dashboard.id,
    entityName: dashboard.name,
  } as const
  if (after === null) return { ...subject, action: 'delete' }
  const changes = auditChanges(before === null ? null : auditDocument(before), auditDocument(after))
  return changes.length === 0
    ? undefined
    : { ...subject, action: before === null ? 'create' : 'update', changes }
}

function auditDocument({ name, sharing, widgets }: DashboardRecord) {
  const fields = {
    name,
    sharing,
    widgets: widgets.map(({ kind, tag }) => (tag === null ? kind : `${kind} ${tag}`)),
  }
  return { stored: fields, shown: fields }
}

const present = (record: DashboardRecord, asker: Asker): Dashboard => ({
  ...record,
  isOwner: isOwner(record, asker),
  canEdit: mayEdit(record, asker),
  canDelete: mayDelete(record, asker),
})
