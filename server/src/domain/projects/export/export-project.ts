import { PLUGIN_KINDS } from '../project.ts'
import { exportJobs } from './export-jobs.ts'
import { notesAbout } from './export-plugin.ts'
import type { ExportedPipeline, ExportedPlugin, ExportNote } from './exported.ts'
import { ProjectEntries } from './project-entries.ts'
import { envExample, projectYaml } from './write-project.ts'

export interface ExportOptions {
  /** Meltano keeps state only within an environment. */
  environment: string
}

/** The files of a project, and notes on what they cannot express. */
export interface ExportedProject {
  files: { path: string; text: string }[]
  notes: ExportNote[]
}

/**
 * Exports pipelines with their plugins as a Meltano project: `meltano.yml`, and `.env.example` with the names of the variables
 * it needs. Secrets become references to such variables. A pipeline becomes a job of the same name; a pipeline's overrides of
 * plugin settings become a plugin that inherits. What Meltano has no key for goes under `annotations: flx:`, which Meltano
 * ignores and an import reads back. Pure.
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
