import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

import type { DescribedPipeline } from '@flx/shared/pipelines/pipeline-document'
import type { PluginCreate } from '@flx/shared/plugins/plugin'

import { pluginPlaces } from '../../src/domain/plugins/plugin-reference.ts'
import { exportProject } from '../../src/domain/projects/export/export-project.ts'
import type { ExportedPipeline, ExportedPlugin } from '../../src/domain/projects/export/exported.ts'
import { planImport } from '../../src/domain/projects/import/plan-import.ts'
import { representProject } from '../../src/domain/projects/import/represent-project.ts'
import { readProject, type ProjectFile } from '../../src/domain/projects/read-project.ts'
import { aPlugin } from './records.ts'

/** Plugins and pipelines that an import creates. */
export interface Imported {
  plugins: PluginCreate[]
  pipelines: DescribedPipeline[]
}

/** Returns the result of an import into an empty installation. */
export function importing(files: readonly ProjectFile[], environment: string | null = null): Imported {
  const project = representProject(readProject(files), {
    environment,
    variables: {},
    serverVariables: [],
    folder: '/srv/project',
    serverPlugins: [],
  })
  const { plugins, pipelines } = planImport(project, {
    plugins: [],
    pipelines: [],
    namesBefore: new Map(),
    origins: new Map(),
    otherProjects: new Map(),
    hash: (text) => createHash('sha256').update(text).digest('hex'),
    timezone: 'UTC',
  })
  return {
    plugins: plugins
      .map(({ next }) => next)
      .toSorted((a, b) => (`${a.type}${a.name}` < `${b.type}${b.name}` ? -1 : 1)),
    pipelines: pipelines.map(({ next }) => next).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  }
}

/** Returns the files of an export. */
export function exporting({ plugins, pipelines }: Imported): ProjectFile[] {
  const exportedPlugins = plugins.map((plugin): ExportedPlugin => ({
    ...aPlugin(),
    ...plugin,
    bundled: false,
    namesake: null,
    secretEnv: [],
    hidesPipUrl: false,
  }))
  const described = pipelines.map((pipeline): ExportedPipeline => ({
    ...pipeline,
    plugins: pluginPlaces(pipeline).map(({ path, type, reference }) => {
      const plugin = exportedPlugins.find(
        (candidate) => candidate.name === reference.name && candidate.type === type,
      )
      if (plugin === undefined) throw new Error(`${pipeline.name} has no ${reference.name}.`)
      const place = path === 'extractor' || path === 'loader' || path === 'transform' ? path : 'mapper'
      return { place, plugin, command: reference.command }
    }),
  }))
  return exportProject(described, exportedPlugins, { environment: 'prod' }).files
}

const FOLDER = resolve(import.meta.dirname, '../../../../shared/meltano-projects')

/** Returns real projects by file name, or none if their folder is absent. */
export const realProjects = (): [string, string][] =>
  (existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.yml')) : []).map((name) => [
    name,
    readFileSync(join(FOLDER, name), 'utf8'),
  ])
