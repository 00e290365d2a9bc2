import type { SavedView, ViewPage } from '@flx/shared/access/view'

import type { AuditNote } from './audit-log.ts'

/** A view as it is stored. */
export type SavedViewRecord = Omit<SavedView, 'mine'>

/** Saved views. They are small and personal: a change emits no event, and is audited only for views that others see. */
export interface SavedViewStore {
  /** `name-taken`: the owner has a view of that name on that page. `full`: the owner has `most` already. */
  create(view: SavedViewRecord, most: number, note?: AuditNote): Promise<'created' | 'name-taken' | 'full'>
  find(id: string): Promise<SavedViewRecord | undefined>
  /** The views of a person: own and shared ones, by name. At most `limit`, own ones first. */
  visibleTo(ownerId: string, page: ViewPage | undefined, limit: number): Promise<SavedViewRecord[]>
  update(view: SavedViewRecord, note?: AuditNote): Promise<'updated' | 'name-taken' | 'missing'>
  remove(id: string, note?: AuditNote): Promise<boolean>
}
