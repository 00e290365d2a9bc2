import type { ExecutionFilter } from '@flx/shared/executions/execution'
import type { PipelineFilter } from '@flx/shared/pipelines/pipeline-list'
import type { PluginFilter } from '@flx/shared/plugins/plugin'
import type { Role } from '@flx/shared/access/role'
import type { Json } from '@flx/shared/json/json'

import type { Requester } from '../core/context.ts'

/** The list filter for each kind of bulk. */
export interface BulkFilters {
  pipelines: PipelineFilter
  executions: ExecutionFilter
  plugins: PluginFilter
}

/**
 * One action of a kind, applied to a single item. A thrown AppError becomes the message of the item's
 * failure.
 */
export interface BulkOperation {
  role: Role
  /** The action that reverses it; null if there is none. */
  undo: string | null
  /**
   * Runs the action on one item. `stop` is aborted when the server stops; long work must end then. `request`:
   * options that apply to all items.
   */
  perform(id: string, requester: Requester, stop: AbortSignal, request: Json): Promise<BulkEffect>
}

/** `unchanged`: the item already had the wanted state. `resultId` is the ID of what was created. */
export type BulkEffect = 'changed' | 'unchanged' | { resultId: string }

export interface BulkTarget<Filter> {
  operations: Readonly<Record<string, BulkOperation>>
  /** Returns the names of existing items by ID. */
  names(ids: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** Returns the items that match the filter and allow the action, at most `limit`, newest first. */
  matching(filter: Filter, limit: number, action: string): Promise<{ id: string; name: string }[]>
}

/** The targets of bulk actions by kind; a kind without a target has no route. */
export type BulkTargets = { [Kind in keyof BulkFilters]: BulkTarget<BulkFilters[Kind]> }
