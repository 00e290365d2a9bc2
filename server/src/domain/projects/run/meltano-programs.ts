import type { MeltanoRun } from '@flx/shared/pipelines/runner'

import type { ProjectStates } from '../state/project-states.ts'
import type { RunPlan } from './plan-run.ts'
import type { RunSettings } from './run-settings.ts'

/** A project and the Meltano installation that performs it. */
export interface OpenedProject {
  /** The absolute path of the folder. */
  folder: string
  /** The program, and Meltano's version if its environment shows it, otherwise "". */
  program: string
  version: string
  /** With the versions that Meltano has installed for its blocks. */
  plan: RunPlan & { blocks: (RunPlan['blocks'][number] & { version: string })[] }
  /** Settings of its plugins according to the files. */
  settings: RunSettings[]
  /** Opens the storage of its states; rejects with AppError if it is unreachable. */
  openStates: () => Promise<ProjectStates>
}

/** Finds Meltano projects on this machine. */
export interface MeltanoPrograms {
  /** Opens a project. `env` holds the variables that Meltano is given. Throws AppError that names what is missing. */
  open(run: MeltanoRun, env: Readonly<Record<string, string>>): Promise<OpenedProject>
}
