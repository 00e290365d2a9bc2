import type { ExecutionFilter } from '@flx/shared/executions/execution'
import type { PipelineFilter } from '@flx/shared/pipelines/pipeline-list'
import type { PluginFilter } from '@flx/shared/plugins/plugin'
import type { Role } from '@flx/shared/access/role'
import type { Json } from '@flx/shared/json/json'

import type { Asker } from '../core/context.ts'

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
  /** `stop` is aborted when the server stops: what takes long ends then. `request`: what was asked for, beside the item. */
  perform(id: string, asker: Asker, stop: AbortSignal, request: Json): Promise<BulkEffect>
}

/** `unchanged`: it already was as wanted. A result id names what came of it. */
export type BulkEffect = 'changed' | 'unchanged' | { resultId: string }

export interface BulkTarget<Filter> {
  operations: Readonly<Record<string, BulkOperation>>
  /** Names by id, of those that are there. */
  names(ids: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** The items that match the filter and allow the action, at most `limit`, newest first. */
  matching(filter: Filter, limit: number, action: string): Promise<{ id: string; name: string }[]>
}

/** The targets of bulk actions by kind; a kind without a target has no route. */
export type BulkTargets = { [Kind in keyof BulkFilters]: BulkTarget<BulkFilters[Kind]> }
