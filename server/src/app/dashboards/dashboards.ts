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
import { nowText, type AppContext, type Requester } from '../core/context.ts'

type Context = Pick<AppContext, 'dashboards' | 'clock' | 'newId'>

/** Maximum number of dashboards listed. */
const MAX_SHOWN = 500
const MAX_DELETED_SHOWN = 100
/** Time within which a deleted dashboard can be restored. */
const RESTORABLE_MS = 7 * 86_400_000

/** Returns the user's own dashboards and those shared by others. */
export async function listDashboards(context: Context, requester: Requester): Promise<Dashboard[]> {
  const records = await context.dashboards.visibleTo(requester.actor.id, MAX_SHOWN)
  return records.map((record) => present(record, requester))
}

/**
 * Returns a dashboard. Another user's private dashboard looks as if it did not exist. Throws AppError
 * `not-found`.
 */
export async function showDashboard(context: Context, id: string, requester: Requester): Promise<Dashboard> {
  return present(await findVisible(context, id, requester), requester)
}

/**
 * Creates a dashboard. Throws AppError `forbidden` for sharing without the role operator, and `conflict` if
 * there are too many.
 */
export async function createDashboard(
  context: Context,
  body: DashboardCreate,
  requester: Requester,
): Promise<Dashboard> {
  if (body.sharing !== 'private') requireRole(requester, 'operator', 'Sharing a dashboard')
  const at = nowText(context)
  const record: DashboardRecord = {
    id: context.newId(),
    ...body,
    owner: { id: requester.actor.id, name: requester.actor.name },
    version: 1,
    createdAt: at,
    updatedAt: at,
  }
  const result = await context.dashboards.create(
    record,
    DASHBOARD_CAP,
    sharingNote(requester.actor, null, record),
  )
  if (result === 'full') {
    throw conflict(`You can have at most ${DASHBOARD_CAP} dashboards. Delete one that you no longer use.`)
  }
  return present(record, requester)
}

/**
 * Changes a dashboard, for its owner, or for operators if it is shared for editing. Only the owner can change
 * the sharing. Throws AppError `stale-version` with the current dashboard if another edit came first.
 */
export async function updateDashboard(
  context: Context,
  id: string,
  { version, ...patch }: DashboardPatch,
  requester: Requester,
): Promise<Dashboard> {
  if (patch.sharing !== undefined && patch.sharing !== 'private')
    requireRole(requester, 'operator', 'Sharing a dashboard')
  const stored = await findVisible(context, id, requester)
  if (!mayEdit(stored, requester)) {
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
  if (record.sharing !== 'private')
    requireRole(requester, 'operator', 'Changing what a shared dashboard shows')
  if (record.sharing !== stored.sharing && stored.owner.id !== requester.actor.id) {
    throw new AppError(
      'forbidden',
      `Only ${stored.owner.name} can change with whom "${stored.name}" is shared.`,
    )
  }
  const note = sharingNote(requester.actor, stored, record)
  if (stored.version !== version || !(await context.dashboards.update(record, version, note))) {
    const current = await findVisible(context, id, requester)
    throw new AppError(
      'stale-version',
      `The dashboard "${current.name}" has changed in the meantime. Compare your changes with the current version and save again.`,
      { extra: { current: present(current, requester) } },
    )
  }
  return present(record, requester)
}

/** Deletes a dashboard: the user's own, or, as an administrator, a shared one. */
export async function deleteDashboard(context: Context, id: string, requester: Requester): Promise<void> {
  const stored = await findVisible(context, id, requester)
  if (!mayDelete(stored, requester)) {
    throw new AppError(
      'forbidden',
      `The dashboard "${stored.name}" belongs to ${stored.owner.name}. Only they or an administrator can delete it.`,
    )
  }
  const times = { at: nowText(context), forgetBefore: restorableSince(context) }
  await context.dashboards.remove(id, times, sharingNote(requester.actor, stored, null))
}

/** Returns the dashboards deleted in the last week that the requester can restore, newest first. */
export async function listDeletedDashboards(
  context: Context,
  requester: Requester,
): Promise<DeletedDashboard[]> {
  const since = restorableSince(context)
  const listDeleted = (shared: boolean) =>
    context.dashboards.deletedSince(since, { ownerId: requester.actor.id, shared }, MAX_DELETED_SHOWN)
  const records = [
    ...(await listDeleted(false)),
    ...(hasRole(requester.role, 'admin') ? await listDeleted(true) : []),
  ]
  return records
    .filter((record) => record.sharing === 'private' || hasRole(requester.role, 'operator'))
    .toSorted((a, b) => (a.deletedAt < b.deletedAt ? 1 : -1))
    .slice(0, MAX_DELETED_SHOWN)
    .map((record) => ({
      id: record.id,
      name: record.name,
      sharing: record.sharing,
      owner: record.owner,
      isOwner: isOwner(record, requester),
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
export async function restoreDashboard(
  context: Context,
  id: string,
  requester: Requester,
): Promise<Dashboard> {
  const deleted = await context.dashboards.findDeleted(id, restorableSince(context))
  if (deleted === undefined) {
    const { name } = await findVisible(context, id, requester)
    throw conflict(`The dashboard "${name}" is not deleted.`)
  }
  if (!isVisible(deleted, requester)) throw notFound('dashboard', id)
  if (!mayDelete(deleted, requester)) {
    throw new AppError(
      'forbidden',
      `The dashboard "${deleted.name}" belonged to ${deleted.owner.name}. Only they or an administrator can restore it.`,
    )
  }
  if (deleted.sharing !== 'private') requireRole(requester, 'operator', 'Restoring a shared dashboard')
  const note = sharingNote(requester.actor, null, deleted)
  const result = await context.dashboards.restore(
    id,
    DASHBOARD_CAP,
    note === undefined ? undefined : { ...note, action: 'restore' },
  )
  if (result === 'full') {
    const owner = isOwner(deleted, requester) ? 'You have' : `${deleted.owner.name} has`
    throw conflict(`${owner} ${DASHBOARD_CAP} dashboards, which is the maximum. Delete one first.`)
  }
  return showDashboard(context, id, requester)
}

const restorableSince = ({ clock }: Context): string =>
  new Date(clock.now().getTime() - RESTORABLE_MS).toISOString()

const isOwner = ({ owner }: DashboardRecord, { actor }: Requester): boolean => owner.id === actor.id

const isVisible = (record: DashboardRecord, requester: Requester): boolean =>
  record.sharing !== 'private' || isOwner(record, requester)

const mayEdit = (record: DashboardRecord, requester: Requester): boolean =>
  record.sharing === 'private'
    ? isOwner(record, requester)
    : hasRole(requester.role, 'operator') && (isOwner(record, requester) || record.sharing === 'edit')

const mayDelete = (record: DashboardRecord, requester: Requester): boolean =>
  isOwner(record, requester) || hasRole(requester.role, 'admin')

async function findVisible(context: Context, id: string, requester: Requester): Promise<DashboardRecord> {
  const record = await context.dashboards.find(id)
  if (record === undefined || !isVisible(record, requester)) throw notFound('dashboard', id)
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

const present = (record: DashboardRecord, requester: Requester): Dashboard => ({
  ...record,
  isOwner: isOwner(record, requester),
  canEdit: mayEdit(record, requester),
  canDelete: mayDelete(record, requester),
})
