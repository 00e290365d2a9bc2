import type { TemplateContent } from '@flx/shared/templates/template'

import type { AuditNote } from '../access/audit-log.ts'

/** A template with its present version. */
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
  /** Set when the database could not read its content. */
  damaged?: readonly string[]
}

/** One version as it was saved; null content: it cannot be read. */
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

/** Templates with all their versions. Pipelines keep the version that they were made from. */
export interface TemplateStore {
  /** By name. */
  list(): Promise<TemplateRecord[]>
  find(id: string): Promise<TemplateRecord | undefined>
  /** Name and present version of those that are there, by id. */
  heads(ids: readonly string[]): Promise<Map<string, Pick<TemplateRecord, 'name' | 'version'>>>
  findByName(name: string): Promise<TemplateRecord | undefined>
  version(id: string, version: number): Promise<StoredVersion | undefined>
  /** Newest first. */
  versions(id: string, limit: number): Promise<StoredVersion[]>
  /** Pipelines by template, archived ones not. */
  uses(): Promise<Map<string, TemplateUse>>
  /** Throws StoreRefusal `name-taken`, as `update` does. */
  create(record: TemplateRecord, note?: AuditNote): Promise<void>
  /** Adds the record's version when the stored one is the version before it; false when it is not. */
  update(record: TemplateRecord, note?: AuditNote): Promise<boolean>
  /** Its pipelines stay as they are, without a template. */
  remove(id: string, note: AuditNote): Promise<void>
}
