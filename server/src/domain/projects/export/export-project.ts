import { PLUGIN_KINDS } from '../project.ts'
import { exportJobs } from './export-jobs.ts'
import { notesAbout } from './export-plugin.ts'
import type { ExportedPipeline, ExportedPlugin, ExportNote } from './exported.ts'
import { ProjectEntries } from './project-entries.ts'
import { envExample, projectYaml } from './write-project.ts'

export interface ExportOptions {
  /** Meltano keeps state for an environment only. */
  environment: string
}

/** The files of a project, and what they cannot say. */
export interface ExportedProject {
  files: { path: string; text: string }[]
  notes: ExportNote[]
}

/**
 * Pipelines with their plugins as a Meltano project: `meltano.yml`, and `.env.example` with the names of the variables that
 * it needs. Secrets are references to such variables. A pipeline is a job with its name; settings that a pipeline lays over
 * those of a plugin are a plugin that inherits from it. What Meltano has no key for stands under `annotations: flx:`, where
 * Meltano leaves it alone and an import takes it back. Pure.
 */
export function exportProject(
  pipelines: readonly ExportedPipeline[],
  plugins: readonly ExportedPlugin[],
  { environment }: ExportOptions,
): ExportedProject {
  const project = new ProjectEntries(plugins)
  const { jobs, schedules, notes } = exportJobs(pipelines, project)
  const entries = project.all()
  const text = projectYaml({ environment, plugins: entries, jobs, schedules })
  const ofPlugins = PLUGIN_KINDS.flatMap((kind) =>
    (entries.get(kind) ?? []).flatMap((entry) => notesAbout(String(entry.value['name']), entry.notes)),
  )
  return {
    files: [
      { path: 'meltano.yml', text },
      { path: '.env.example', text: envExample(project.needed.all()) },
    ],
    notes: [...ofPlugins, ...notes],
  }
}
