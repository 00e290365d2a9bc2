import type { Flag, JsonText, Time } from './column-types.ts'

export interface SavedViewRow {
  id: string
  page: string
  name: string
  name_key: string
  /** Query string of the page, without "?". */
  query: string
  owner_id: string
  owner_name: string
  shared: Flag
  created_at: Time
  updated_at: Time
}

/** A link with which a user sets a password. */
export interface PasswordLinkRow {
  user_id: string
  hash: string
  created_at: string
  expires_at: string
  token_id: string | null
}

export interface ApiTokenRow {
  id: string
  name: string
  role: string
  hint: string
  /** SHA-256 of the value. */
  hash: string
  owner_id: string
  created_at: Time
  expires_at: Time | null
  last_used_at: Time | null
}

export interface AuditEntryRow {
  id: string
  at: Time
  actor_id: string | null
  actor_name: string
  token_name: string | null
  action: string
  entity_type: string
  entity_id: string
  entity_name: string
  changes: JsonText
  search_text: string
}
