import type { List } from '@flx/shared/core/list'
import type {
  Dataset,
  DatasetColumn,
  DatasetItem,
  DatasetListQuery,
  Flow,
  LineagePipeline,
  LineageSource,
} from '@flx/shared/lineage/lineage'

import type { Lease } from '../executions/execution-store.ts'
import type { LineageReport } from './lineage-report.ts'

/** The moment for which flows are read: null for now, or a time in the past. */
export type Moment = string | null

export interface FlowsRequest {
  moment: Moment
  limit: number
}

export type FlowEnds = Pick<Flow, 'from' | 'to' | 'pipelineId'>

/** Where data comes from and goes to, with its history. */
export interface LineageStore {
  /**
   * Stores the report of an execution, guarded by its lease: starts new flows and ends flows of the pipeline that are missing
   * from a whole report. Skips the comparison if `hash` equals that of the previous report. False if the lease is lost.
   */
  record(
    lease: Lease,
    report: { pipelineId: string; report: LineageReport; hash: string; at: string },
  ): Promise<boolean>
  list(query: DatasetListQuery): Promise<List<DatasetItem>>
  /** Lists the systems with the most datasets, at most `limit`, by namespace. */
  sources(limit: number): Promise<LineageSource[]>
  find(id: string): Promise<Dataset | undefined>
  /** Leaves out datasets that do not exist. */
  datasets(ids: readonly string[]): Promise<DatasetItem[]>
  /** Returns the ends of the flows into, or out of, any of these datasets; at most `limit`. */
  linksAt(side: 'from' | 'to', ids: readonly string[], options: FlowsRequest): Promise<FlowEnds[]>
  /** Returns the flows from one of these datasets to another one of them; at most `limit`. */
  flowsBetween(ids: readonly string[], options: FlowsRequest): Promise<Flow[]>
  /** Returns datasets with their columns; leaves out those that do not exist. */
  describe(ids: readonly string[]): Promise<Dataset[]>
  /** Returns the flows of one pipeline; at most `limit`. */
  flowsOf(pipelineId: string, options: FlowsRequest): Promise<Flow[]>
  /** Returns the flows into, or out of, any of these datasets; at most `limit`. */
  flowsAt(side: 'from' | 'to', ids: readonly string[], options: FlowsRequest): Promise<Flow[]>
  /** Returns the existing pipelines among these ids, and those that start after them. */
  pipelines(ids: readonly string[]): Promise<LineagePipeline[]>
  /** Returns the pipelines that start after any of these. */
  followersOf(ids: readonly string[]): Promise<string[]>
  /** Returns the ends of the flows of these pipelines; at most `limit`. */
  linksOf(pipelineIds: readonly string[], options: FlowsRequest): Promise<FlowEnds[]>
  /** Returns the pipelines that currently write each of these datasets. */
  writers(ids: readonly string[]): Promise<Map<string, string[]>>
  /** Returns the columns of these datasets. */
  columns(ids: readonly string[]): Promise<Map<string, DatasetColumn[]>>
}
