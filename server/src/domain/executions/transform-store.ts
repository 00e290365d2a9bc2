import type { TransformParts } from '@flx/shared/executions/transform-node'

import type { Lease } from './execution-store.ts'

/** The parts of transforms while they run, and the results that dbt needs to continue from a failure. */
export interface TransformStore {
  /** Saves all parts so far, guarded by the lease. False if it is lost. */
  saveNodes(lease: Lease, parts: Pick<TransformParts, 'nodes' | 'total'>): Promise<boolean>
  /** Saves the text of `run_results.json`, guarded by the lease. False if it is lost. */
  saveResults(lease: Lease, results: string): Promise<boolean>
  /** Returns the parts of an execution's transform; undefined if it reported none. */
  parts(executionId: string): Promise<TransformParts | undefined>
  /** Returns the results from `saveResults`; undefined if there are none. */
  results(executionId: string): Promise<string | undefined>
}
