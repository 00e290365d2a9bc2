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

/** Moment for which flows are asked: now, or as they were then. */
export type Moment = string | null

export interface AskedFlows {
  moment: Moment
  limit: number
}

export type FlowEnds = Pick<Flow, 'from' | 'to' | 'pipelineId'>

/** Where data comes from and goes to, with its past. */
export interface LineageStore {
  /**
   * Stores what an execution tells, guarded by its lease: new flows begin, flows of the pipeline that a whole report no
   * longer has end. `hash` of the report: nothing is compared where it is that of the report before. False when the
   * lease is lost.
   */
  record(
    lease: Lease,
    told: { pipelineId: string; report: LineageReport; hash: string; at: string },
  ): Promise<boolean>
  list(query: DatasetListQuery): Promise<List<DatasetItem>>
  /** The systems of which most datasets are known, at most `limit`, by namespace. */
  sources(limit: number): Promise<LineageSource[]>
  find(id: string): Promise<Dataset | undefined>
  /** Without those that do not exist. */
  datasets(ids: readonly string[]): Promise<DatasetItem[]>
  /** The ends of the flows into, or out of, any of these datasets; at most `limit`. */
  linksAt(side: 'from' | 'to', ids: readonly string[], options: AskedFlows): Promise<FlowEnds[]>
  /** Flows from one of these datasets to another one of them; at most `limit`. */
  flowsBetween(ids: readonly string[], options: AskedFlows): Promise<Flow[]>
  /** With their columns; without those that do not exist. */
  describe(ids: readonly string[]): Promise<Dataset[]>
  /** Flows of one pipeline; at most `limit`. */
  flowsOf(pipelineId: string, options: AskedFlows): Promise<Flow[]>
  /** Flows into, or out of, any of these datasets; at most `limit`. */
  flowsAt(side: 'from' | 'to', ids: readonly string[], options: AskedFlows): Promise<Flow[]>
  /** The pipelines with these ids that exist, and those that start after them. */
  pipelines(ids: readonly string[]): Promise<LineagePipeline[]>
  /** The pipelines that start after any of these. */
  followersOf(ids: readonly string[]): Promise<string[]>
  /** The ends of the flows of these pipelines; at most `limit`. */
  linksOf(pipelineIds: readonly string[], options: AskedFlows): Promise<FlowEnds[]>
  /** Which pipelines write each of these datasets now. */
  writers(ids: readonly string[]): Promise<Map<string, string[]>>
  /** The columns of these datasets. */
  columns(ids: readonly string[]): Promise<Map<string, DatasetColumn[]>>
}
