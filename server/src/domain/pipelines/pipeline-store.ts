import type { JsonObject } from '@flx/shared/json/json'
import type { FreshnessState } from '@flx/shared/pipelines/freshness'
import type { Runner } from '@flx/shared/pipelines/runner'
import type { List } from '@flx/shared/core/list'
import type { LastExecution, StripBar } from '@flx/shared/pipelines/pipeline'
import type { Flow, FlowListQuery } from '@flx/shared/pipelines/flows'
import type { PipelineStatistics } from '@flx/shared/pipelines/pipeline-history'
import type { PipelineFilter, PipelineListQuery } from '@flx/shared/pipelines/pipeline-list'

import type { AuditNote } from '../access/audit-log.ts'
import type { PipelineRecord, TemplateLink } from '../core/records.ts'

export interface PipelineStore {
  /** Throws StoreRefusal `name-taken`, as `update` does. */
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
  /** The first owners by name, each once. */
  owners(limit: number): Promise<string[]>
  /** Pipelines by freshness; the archived do not count. */
  freshness(now: string): Promise<Record<FreshnessState, number>>
  /** Active pipelines whose data are older than their target, the longest overdue first. */
  stale(now: string, limit: number): Promise<StalePipeline[]>
  /** Chains of pipelines that start one after another; each with the pipelines nearest to its beginning. */
  flows(query: FlowListQuery): Promise<List<Flow>>
  /** The chain that a pipeline is in, alone or with others, those next to it first; undefined for an archived one. */
  flowOf(id: string): Promise<Flow | undefined>
  /** Names by id, of those that are there, archived ones too. */
  names(ids: readonly string[]): Promise<Map<string, string>>
  /** The pipelines that match the filter of the list, newest first. */
  matching(filter: PipelineFilter, limit: number): Promise<{ id: string; name: string }[]>
  /**
   * Replaces the document when its stored version is `expectedVersion`; false when it is not.
   * The record's own `version` must be `expectedVersion + 1`.
   */
  update(record: PipelineRecord, expectedVersion: number, audit?: AuditNote): Promise<boolean>
  /** Pipelines that use a plugin, archived ones not, by id from `after` on. */
  withPlugin(pluginName: string, after: string, limit: number): Promise<PipelineRecord[]>
  /** Those of which it was not worked out yet where their configuration holds secrets, by id from `after` on. */
  withoutSecretSettings(after: string, limit: number): Promise<PipelineRecord[]>
  /** All that are not archived, by id from `after` on. */
  present(after: string, limit: number): Promise<PipelineRecord[]>
  /** Those of a template, archived ones not, by id from `after` on. */
  ofTemplate(templateId: string, after: string, limit: number): Promise<PipelineRecord[]>
  /** Stores the paths with the configuration, unless this changed meanwhile. */
  rememberSecrets(record: PipelineRecord, paths: PipelineRecord['secretSettings']): Promise<void>
  /** Archives, and erases secrets (what is left out stays: it is damaged); false while an execution is unfinished. */
  archive(
    id: string,
    at: string,
    withoutSecrets: {
      config?: Record<string, JsonObject> | undefined
      runner?: Runner | undefined
      template?: TemplateLink | null | undefined
    },
    audit?: AuditNote,
  ): Promise<boolean>
  /** For all ids at once: how the last executions did, with a strip of at most `count` bars, oldest first. */
  recentExecutions(ids: readonly string[], count: number): Promise<Map<string, RecentExecutions>>
  /** For all ids at once: the 95th percentiles of their durations in seconds, oldest first. */
  durationTrends(ids: readonly string[]): Promise<Map<string, number[]>>
  statistics(id: string): Promise<PipelineStatistics>
  /** The uses of each plugin by pipelines that are not archived, in any place; at most `first` names. */
  usingPlugins(names: readonly string[], first: number): Promise<Map<string, PluginUse>>
}

/** The executions of a pipeline, as lists show them. */
export interface RecentExecutions {
  last: LastExecution | null
  strip: StripBar[]
  /** When an execution last loaded everything. */
  loadedAt: string | null
  staleAt: string | null
  /** From 0 to 1, and seconds; of the last ended executions, null of none. */
  successRate: number | null
  p95Seconds: number | null
}

export interface StalePipeline {
  pipelineId: string
  pipelineName: string
  loadedAt: string | null
  targetSeconds: number
  staleAt: string
}

/** The pipelines that use a plugin. */
export interface PluginUse {
  total: number
  /** The oldest of them, by name. */
  first: { id: string; name: string }[]
}
