import type { MeltanoRun } from '@flx/shared/pipelines/runner'

import type { ProjectStates } from '../state/project-states.ts'
import type { RunPlan } from './plan-run.ts'
import type { RunSettings } from './run-settings.ts'

/** A project and the Meltano that performs it. */
export interface OpenedProject {
  /** The absolute path of the folder. */
  folder: string
  /** The program, and the version of Meltano where a look at its environment tells; "" else. */
  program: string
  version: string
  /** With the versions that Meltano has installed for its blocks. */
  plan: RunPlan & { blocks: (RunPlan['blocks'][number] & { version: string })[] }
  /** Settings of its plugins as the files say them. */
  settings: RunSettings[]
  /** Opens the place of its states; rejects with AppError when it cannot be reached. */
  openStates: () => Promise<ProjectStates>
}

/** Finds projects of Meltano on this machine. */
export interface MeltanoPrograms {
  /** `env` are the variables that Meltano is given. Throws AppError with what is missing. */
  open(run: MeltanoRun, env: Readonly<Record<string, string>>): Promise<OpenedProject>
}
