import type { ExecutionFilter } from '@flx/shared/execution'
import type { PipelineFilter } from '@flx/shared/pipeline'
import type { PluginFilter } from '@flx/shared/plugin'
import type { Role } from '@flx/shared/role'

import type { Actor } from './context.ts'

/** The filter of the list that a kind of bulk takes. One line per kind. */
export interface BulkFilters {
  pipelines: PipelineFilter
  executions: ExecutionFilter
  plugins: PluginFilter
}

/** One action of a kind: what it does to a single item. A thrown AppError becomes the sentence of its failure. */
export interface BulkOperation {
  role: Role
  /** The action that takes it back, null when none does. */
  undo: string | null
  /** `stop` is aborted when the server stops: what takes long ends then. */
  perform(id: string, actor: Actor, stop: AbortSignal): Promise<BulkEffect>
}

/** `unchanged`: it already was as wanted. A result id names what came of it. */
export type BulkEffect = 'changed' | 'unchanged' | { resultId: string }

export interface BulkTarget<Filter> {
  operations: Readonly<Record<string, BulkOperation>>
  /** Names by id, of those that are there. */
  names(ids: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** What the filter matches now and the action can be done to, at most `limit`, newest first. */
  matching(filter: Filter, limit: number, action: string): Promise<{ id: string; name: string }[]>
}

/** What bulk actions work on; a kind without a target has no route. */
export type BulkTargets = { [Kind in keyof BulkFilters]: BulkTarget<BulkFilters[Kind]> }
