import type { SavedView, ViewPage } from '@flx/shared/access/view'

import type { AuditNote } from './audit-log.ts'

/** A view as it is stored. */
export type SavedViewRecord = Omit<SavedView, 'isOwner'>

/** Saved views. They are small and personal: a change emits no event, and only changes of shared views are audited. */
export interface SavedViewStore {
  /**
   * Creates a view. `name-taken`: the owner already has a view of that name on that page. `full`: the owner already has `most`
   * views.
   */
  create(view: SavedViewRecord, most: number, note?: AuditNote): Promise<'created' | 'name-taken' | 'full'>
  find(id: string): Promise<SavedViewRecord | undefined>
  /** Lists the views visible to a user, their own first, then shared ones, each by name; at most `limit`. */
  visibleTo(ownerId: string, page: ViewPage | undefined, limit: number): Promise<SavedViewRecord[]>
  update(view: SavedViewRecord, note?: AuditNote): Promise<'updated' | 'name-taken' | 'missing'>
  remove(id: string, note?: AuditNote): Promise<boolean>
}
