import { AppError } from '../../domain/core/errors.ts'
import { readProject, type ProjectFile } from '../../domain/projects/read-project.ts'
import { planRun, type RunPlan } from '../../domain/projects/run/plan-run.ts'
import { runSettings, type RunSettings } from '../../domain/projects/run/run-settings.ts'
import { answerTasks } from '../threads/warm-threads.ts'

export interface RunTask {
  files: readonly ProjectFile[]
  run: { run: string[]; environment: string | null }
  folder: string
  env: Readonly<Record<string, string>>
}

/** Runs in a thread, see `meltano-programs.ts`: reads the plan of a run from a project. */
answerTasks(answer)

export type RunAnswer = { plan: RunPlan; settings: RunSettings[] } | { problem: string }

function answer({ files, run, folder, env }: RunTask): RunAnswer {
  try {
    const project = readProject(files, () => undefined)
    const plan = planRun(project, run, folder, env)
    return { plan, settings: runSettings(project, plan, folder) }
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid') throw error
    return { problem: error.message }
  }
}
