import type { Dashboard } from '@flx/shared/dashboards/dashboard'

import type { AuditNote } from '../access/audit-log.ts'

/** A dashboard as it is stored. */
export type DashboardRecord = Omit<Dashboard, 'mine' | 'mayEdit' | 'mayDelete'>

/** One that was deleted. */
type DeletedRecord = DashboardRecord & { deletedAt: string }

/** Dashboards of people. A change emits no event; it is audited only for those that others see. */
export interface DashboardStore {
  /** `full`: the owner has `most` already. */
  create(dashboard: DashboardRecord, most: number, note?: AuditNote): Promise<'created' | 'full'>
  find(id: string): Promise<DashboardRecord | undefined>
  /** Own ones first, then shared ones, by name. */
  visibleTo(ownerId: string, limit: number): Promise<DashboardRecord[]>
  /** Replaces it when its stored version is `expectedVersion`; false when it is not. */
  update(dashboard: DashboardRecord, expectedVersion: number, note?: AuditNote): Promise<boolean>
  /** Deletes it at a time and forgets those that were deleted before another. False when it is gone already. */
  remove(id: string, times: { at: string; forgetBefore: string }, note?: AuditNote): Promise<boolean>
  /** One that was deleted at or after a time. */
  findDeleted(id: string, since: string): Promise<DashboardRecord | undefined>
  /** Those that were deleted at or after a time: of an owner, or (`shared`) those of others that were shared; newest first. */
  deletedSince(
    since: string,
    whose: { ownerId: string; shared: boolean },
    limit: number,
  ): Promise<DeletedRecord[]>
  /** Brings back what `findDeleted` found, as it was. `missing`: another request was faster. */
  restore(id: string, most: number, note?: AuditNote): Promise<'restored' | 'full' | 'missing'>
}
