import type { TemplateContent } from '@flx/shared/templates/template'

import type { AuditNote } from '../access/audit-log.ts'

/** A template with its current version. */
export interface TemplateRecord {
  id: string
  name: string
  description: string
  version: number
  bundled: boolean
  content: TemplateContent
  createdAt: string
  updatedAt: string
  updatedByName: string | null
  /** Set if the database could not read its content. */
  damaged?: readonly string[]
}

/** One version as saved; null content: it cannot be read. */
export interface StoredVersion {
  version: number
  content: TemplateContent | null
  createdAt: string
  createdByName: string | null
}

export interface TemplateUse {
  total: number
  outdated: number
}

/** Templates with all their versions. Pipelines keep the version they were made from. */
export interface TemplateStore {
  /** Lists the templates by name. */
  list(): Promise<TemplateRecord[]>
  find(id: string): Promise<TemplateRecord | undefined>
  /** Returns the names and current versions of the existing templates, by id. */
  heads(ids: readonly string[]): Promise<Map<string, Pick<TemplateRecord, 'name' | 'version'>>>
  findByName(name: string): Promise<TemplateRecord | undefined>
  version(id: string, version: number): Promise<StoredVersion | undefined>
  /** Lists versions, newest first. */
  versions(id: string, limit: number): Promise<StoredVersion[]>
  /** Counts pipelines by template, without archived ones. */
  uses(): Promise<Map<string, TemplateUse>>
  /** Throws StoreRefusal `name-taken`, as does `update`. */
  create(record: TemplateRecord, note?: AuditNote): Promise<void>
  /** Adds the record's version if the stored one is its predecessor; false otherwise. */
  update(record: TemplateRecord, note?: AuditNote): Promise<boolean>
  /** Its pipelines stay unchanged, without a template. */
  remove(id: string, note: AuditNote): Promise<void>
}
