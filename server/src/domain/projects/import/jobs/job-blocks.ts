import type { MeltanoJobs } from '../../run/job-through-meltano.ts'
import type { OtherElement, WantedPipeline, WantedPlugin } from '../represented.ts'

/** The plugin that a block's name refers to. */
export interface Block {
  role: 'extractor' | 'loader' | 'mapping' | 'mapper' | 'dbt' | 'other'
  /** Undefined: it exists here and is not in the project. */
  plugin?: WantedPlugin
  /** Why the project's plugin of that name is left out. */
  leftOut?: string
}

export interface JobContext {
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
  /** Names and keys already used by pipelines. */
  usedNames: Set<string>
}
