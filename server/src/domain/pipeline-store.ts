import type { JsonObject } from '@flx/shared/json'
import type { List } from '@flx/shared/list'
import type {
  LastExecution,
  PipelineFilter,
  PipelineListQuery,
  PipelineStatistics,
  StripBar,
} from '@flx/shared/pipeline'

import type { AuditNote } from './audit-log.ts'
import type { PipelineRecord } from './records.ts'

export interface PipelineStore {
  create(record: PipelineRecord, audit?: AuditNote): Promise<void>
  /** Including archived ones; undefined when there is none. */
  find(id: string): Promise<PipelineRecord | undefined>
  /** The not archived pipeline of that name. */
  findByName(name: string): Promise<PipelineRecord | undefined>
  /** Those that are there, archived ones too, by name. */
  withIds(ids: readonly string[]): Promise<PipelineRecord[]>
  /** The not archived pipelines of these names, by name. */
  withNames(names: readonly string[]): Promise<PipelineRecord[]>
  list(query: PipelineListQuery): Promise<List<PipelineRecord>>
  /** The first tags by name, each once. */
  tags(limit: number): Promise<string[]>
  /** Names by id, of those that are there, archived ones too. */
  names(ids: readonly string[]): Promise<Map<string, string>>
  /** What the filter of the list lets through, newest first. */
  matching(filter: PipelineFilter, limit: number): Promise<{ id: string; name: string }[]>
  /**
   * Replaces the document when its stored version is `expectedVersion`; false when it is not.
   * The record's own `version` must be `expectedVersion + 1`.
   */
  update(record: PipelineRecord, expectedVersion: number, audit?: AuditNote): Promise<boolean>
  /** Archives and erases secrets; false while an execution is unfinished. */
  archive(
    id: string,
    at: string,
    configWithoutSecrets: Record<string, JsonObject>,
    audit?: AuditNote,
  ): Promise<boolean>
  /** One query for all ids: the last execution and the strip (at most `count` bars, oldest first). */
  recentExecutions(
    ids: readonly string[],
    count: number,
  ): Promise<Map<string, { last: LastExecution | null; strip: StripBar[] }>>
  statistics(id: string): Promise<PipelineStatistics>
  /** What the not archived pipelines make of each of these plugins, in any place; `first` = at most so many names. */
  usingPlugins(names: readonly string[], first: number): Promise<Map<string, PluginUse>>
}

/** The pipelines that use a plugin. */
export interface PluginUse {
  total: number
  /** The oldest of them, by name. */
  first: { id: string; name: string }[]
}
