import type { SavedView, ViewPage } from '@flx/shared/view'

import type { AuditNote } from './audit-log.ts'

/** A view as it is stored. */
export type SavedViewRecord = Omit<SavedView, 'mine'>

/** Saved views. They are small and personal: changing one is no event, and audited only where others see it. */
export interface SavedViewStore {
  /** `name-taken`: the owner has a view of that name on that page. `full`: the owner has `most` already. */
  create(view: SavedViewRecord, most: number, note?: AuditNote): Promise<'created' | 'name-taken' | 'full'>
  find(id: string): Promise<SavedViewRecord | undefined>
  /** What a person sees: own views and shared ones, by name. At most `limit`, own ones first. */
  visibleTo(ownerId: string, page: ViewPage | undefined, limit: number): Promise<SavedViewRecord[]>
  update(view: SavedViewRecord, note?: AuditNote): Promise<'updated' | 'name-taken' | 'missing'>
  remove(id: string, note?: AuditNote): Promise<boolean>
}
