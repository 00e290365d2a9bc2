import type { JsonText, Time } from './column-types.ts'

/** A dashboard that a user made. */
export interface DashboardRow {
  id: string
  name: string
  /** The name for sorting, folded. */
  name_key: string
  /** `private`, `read` or `edit`. */
  sharing: string
  widgets: JsonText
  owner_id: string
  owner_name: string
  version: number
  created_at: Time
  updated_at: Time
}

/** A dashboard that was deleted and can still be restored. */
export interface DeletedDashboardRow extends DashboardRow {
  deleted_at: Time
}
