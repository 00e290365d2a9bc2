import type { Json } from '@flx/shared/json/json'

import type { StopOptions } from '../executions/processes.ts'
import type { ManifestFacts } from './dbt-artifacts.ts'
import type { DbtLineage } from './dbt-lineage.ts'
import type { DbtSource } from './dbt-request.ts'

/** A project that is ready to be executed. */
export interface DbtProject {
  path: string
  /** Name of its profile. */
  profile: string
  /** It names packages that are not installed. */
  needsPackages: boolean
}

/** The projects of dbt transforms, and the files that dbt writes. */
export interface DbtProjects {
  /**
   * Opens a project; fetches it where it is in git, one checkout per pipeline. Rejects with AppError `invalid` that says
   * what is wrong, and with the signal's reason when it was stopped.
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
  /** `run_results.json` in a target folder; undefined when there is none that can be read. */
  results(target: string): Promise<Json | undefined>
  /** The needed part of `manifest.json`; undefined when there is none that can be read. */
  manifest(target: string): Promise<ManifestFacts | undefined>
  /** What `manifest.json` and `catalog.json` tell of relations and their columns; undefined when nothing can be read. */
  lineage(target: string): Promise<DbtLineage | undefined>
}
