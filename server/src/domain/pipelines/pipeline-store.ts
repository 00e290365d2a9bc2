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
  /** Throws StoreRefusal `name-taken`, as does `update`. */
  create(record: PipelineRecord, audit?: AuditNote): Promise<void>
  /** Includes archived ones; undefined if it does not exist. */
  find(id: string): Promise<PipelineRecord | undefined>
  /** Returns the pipeline of that name that is not archived. */
  findByName(name: string): Promise<PipelineRecord | undefined>
  /** Returns the existing pipelines among these ids, archived ones included, sorted by name. */
  withIds(ids: readonly string[]): Promise<PipelineRecord[]>
  /** Returns the pipelines of these names that are not archived, sorted by name. */
  withNames(names: readonly string[]): Promise<PipelineRecord[]>
  list(query: PipelineListQuery): Promise<List<PipelineRecord>>
  /** Lists the first tags by name, without duplicates. */
  tags(limit: number): Promise<string[]>
  /** Lists the first owners by name, without duplicates. */
  owners(limit: number): Promise<string[]>
  /** Counts of pipelines by freshness, without archived ones. */
  freshness(now: string): Promise<Record<FreshnessState, number>>
  /** Lists the active pipelines whose data is older than their target, longest overdue first. */
  stale(now: string, limit: number): Promise<StalePipeline[]>
  /** Chains of pipelines that start one after another; each lists the pipelines nearest to its start. */
  flows(query: FlowListQuery): Promise<List<Flow>>
  /** Returns the chain of a pipeline, even if it is alone, nearest pipelines first; undefined for an archived one. */
  flowOf(id: string): Promise<Flow | undefined>
  /** Returns the names by id, of the pipelines that exist, archived ones included. */
  names(ids: readonly string[]): Promise<Map<string, string>>
  /** Lists the pipelines that match the filter, newest first. */
  matching(filter: PipelineFilter, limit: number): Promise<{ id: string; name: string }[]>
  /**
   * Replaces the document if its stored version is `expectedVersion`; false otherwise. The record's own `version` must be
   * `expectedVersion + 1`.
   */
  update(record: PipelineRecord, expectedVersion: number, audit?: AuditNote): Promise<boolean>
  /** Lists the pipelines that use a plugin, without archived ones, by id after `after`. */
  withPlugin(pluginName: string, after: string, limit: number): Promise<PipelineRecord[]>
  /** Lists the pipelines whose secret settings have not been located yet, by id after `after`. */
  withoutSecretSettings(after: string, limit: number): Promise<PipelineRecord[]>
  /** Lists all pipelines that are not archived, by id after `after`. */
  present(after: string, limit: number): Promise<PipelineRecord[]>
  /** Lists the pipelines of a template, without archived ones, by id after `after`. */
  ofTemplate(templateId: string, after: string, limit: number): Promise<PipelineRecord[]>
  /** Stores the paths of secrets with the configuration, unless the configuration changed meanwhile. */
  rememberSecrets(record: PipelineRecord, paths: PipelineRecord['secretSettings']): Promise<void>
  /**
   * Archives the pipeline and erases its secrets; fields left out of `withoutSecrets` are damaged and stay. False while an
   * execution is unfinished.
   */
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
  /** Summaries of the latest executions for all ids at once, each with a strip of at most `count` bars, oldest first. */
  recentExecutions(ids: readonly string[], count: number): Promise<Map<string, RecentExecutions>>
  /** Returns the 95th percentiles of durations in seconds, for all ids at once, oldest first. */
  durationTrends(ids: readonly string[]): Promise<Map<string, number[]>>
  statistics(id: string): Promise<PipelineStatistics>
  /** Returns the pipelines that use each plugin in any field, without archived ones; at most `first` names. */
  usingPlugins(names: readonly string[], first: number): Promise<Map<string, PluginUse>>
}

/** A pipeline's executions, as lists show them. */
export interface RecentExecutions {
  last: LastExecution | null
  strip: StripBar[]
  /** The last time that an execution loaded everything. */
  loadedAt: string | null
  staleAt: string | null
  /** From 0 to 1, and seconds; over the latest ended executions, null if there are none. */
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
  /** The oldest of them, sorted by name. */
  first: { id: string; name: string }[]
}
