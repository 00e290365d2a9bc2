import type { MeltanoJobs } from '../../run/job-through-meltano.ts'
import type { OtherElement, WantedPipeline, WantedPlugin } from '../represented.ts'

/** What stands behind the name of a block. */
export interface Block {
  role: 'extractor' | 'loader' | 'mapping' | 'mapper' | 'dbt' | 'other'
  /** Undefined: it is here already and not in the project. */
  plugin?: WantedPlugin
  /** The reason that the project's plugin of that name is left out. */
  leftOut?: string
}

export interface JobSurroundings {
  blocks: ReadonlyMap<string, Block>
  environment: string | null
  suffix: string | null
  meltano: MeltanoJobs
  /** Names of jobs. */
  jobs: ReadonlySet<string>
}

export interface RepresentedJobs {
  pipelines: WantedPipeline[]
  others: OtherElement[]
  /** Names and keys that pipelines have. */
  taken: Set<string>
}
