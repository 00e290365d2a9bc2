import type { Json } from '@flx/shared/json/json'

import type { StopOptions } from '../executions/processes.ts'
import type { ManifestFacts } from './dbt-artifacts.ts'
import type { DbtLineage } from './dbt-lineage.ts'
import type { DbtSource } from './dbt-request.ts'

/** A project that is ready to execute. */
export interface DbtProject {
  path: string
  /** The name of its profile. */
  profile: string
  /** It names packages that are not installed. */
  needsPackages: boolean
}

/** The projects of dbt transforms, and the files that dbt writes. */
export interface DbtProjects {
  /**
   * Opens a project, fetching it if it is in Git, with one checkout per pipeline. Rejects with AppError `invalid` that names
   * the fault, or with the signal's reason if it was stopped.
   */
  open(
    source: DbtSource,
    options: {
      executionId: string
      pipelineId: string
      stop: StopOptions
      onLine: (text: string) => void | Promise<void>
    },
  ): Promise<DbtProject>
  /** Reads `run_results.json` from a target folder; undefined if it is missing or unreadable. */
  results(target: string): Promise<Json | undefined>
  /** Reads the needed parts of `manifest.json`; undefined if it is missing or unreadable. */
  manifest(target: string): Promise<ManifestFacts | undefined>
  /** Reads relations and their columns from `manifest.json` and `catalog.json`; undefined if nothing is readable. */
  lineage(target: string): Promise<DbtLineage | undefined>
}
