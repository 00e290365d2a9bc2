import type { TransformParts } from '@flx/shared/executions/transform-node'

import type { Lease } from './execution-store.ts'

/** The parts of transforms as they go, and what dbt needs to continue where it failed. */
export interface TransformStore {
  /** Saves all parts so far, guarded by the lease. False when it is lost. */
  saveNodes(lease: Lease, parts: Pick<TransformParts, 'nodes' | 'total'>): Promise<boolean>
  /** Keeps the text of `run_results.json`, guarded by the lease. False when it is lost. */
  saveResults(lease: Lease, results: string): Promise<boolean>
  /** Undefined when the execution's transform has reported no parts. */
  parts(executionId: string): Promise<TransformParts | undefined>
  /** The results that `saveResults` kept; undefined when there are none. */
  results(executionId: string): Promise<string | undefined>
}
