import type { Dashboard } from '@flx/shared/dashboards/dashboard'

import type { AuditNote } from '../access/audit-log.ts'

/** A dashboard as stored. */
export type DashboardRecord = Omit<Dashboard, 'isOwner' | 'canEdit' | 'canDelete'>

/** A deleted dashboard. */
type DeletedRecord = DashboardRecord & { deletedAt: string }

/** The dashboards of users. A change emits no event; it is audited only for dashboards that others can see. */
export interface DashboardStore {
  /** Creates a dashboard. `full`: the owner already has `most` dashboards. */
  create(dashboard: DashboardRecord, most: number, note?: AuditNote): Promise<'created' | 'full'>
  find(id: string): Promise<DashboardRecord | undefined>
  /** Lists the user's own dashboards first, then shared ones, sorted by name. */
  visibleTo(ownerId: string, limit: number): Promise<DashboardRecord[]>
  /** Replaces the dashboard if its stored version is `expectedVersion`; false otherwise. */
  update(dashboard: DashboardRecord, expectedVersion: number, note?: AuditNote): Promise<boolean>
  /** Marks it as deleted at `at` and purges those deleted before `forgetBefore`. False if it is already gone. */
  remove(id: string, times: { at: string; forgetBefore: string }, note?: AuditNote): Promise<boolean>
  /** Returns a dashboard deleted at or after `since`. */
  findDeleted(id: string, since: string): Promise<DashboardRecord | undefined>
  /**
   * Lists the dashboards deleted at or after `since`, newest first: the owner's, or, with `shared`, the shared ones of others.
   */
  deletedSince(
    since: string,
    owner: { ownerId: string; shared: boolean },
    limit: number,
  ): Promise<DeletedRecord[]>
  /** Restores a deleted dashboard unchanged. `missing`: another request was faster. */
  restore(id: string, most: number, note?: AuditNote): Promise<'restored' | 'full' | 'missing'>
}
