import type { Flag, JsonText, Time } from './column-types.ts'

export interface TemplateRow {
  id: string
  name: string
  /** The name for sorting, folded. */
  name_key: string
  description: string
  /** The current version. */
  version: number
  bundled: Flag
  created_at: Time
}

export interface TemplateVersionRow {
  template_id: string
  version: number
  content: JsonText
  created_at: Time
  created_by_name: string | null
}
