import { formatNumber } from '@flx/shared/core/quantities'
import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import type { PipelineListQuery } from '@flx/shared/pipelines/pipeline-list'
import { describedPipelineSchema, type DescribedPipeline } from '@flx/shared/pipelines/pipeline-document'
import {
  MAX_EXPORTED,
  type MeltanoExport,
  type MeltanoExportQuery,
} from '@flx/shared/projects/meltano-export'
import type { MeltanoRun } from '@flx/shared/pipelines/runner'
import { isSecretMarker } from '@flx/shared/settings/secret'

import { invalid } from '../../domain/core/errors.ts'
import type { PipelineRecord, PluginRecord } from '../../domain/core/records.ts'
import type { PipelineStore } from '../../domain/pipelines/pipeline-store.ts'
import type { KnownPlugin } from '../../domain/plugins/hub.ts'
import type { PluginStore } from '../../domain/plugins/plugin-store.ts'
import { exportProject } from '../../domain/projects/export/export-project.ts'
import type { RunnableJob } from '../../domain/projects/import/represented.ts'
import { tasksOf } from '../../domain/projects/run/job-through-meltano.ts'
import type { ExportedPipeline, ExportedPlugin } from '../../domain/projects/export/exported.ts'
import { envSecretTest } from '../../domain/settings/secrets/env-secrets.ts'
import { namesBefore } from '../pipelines/documents/export-pipelines.ts'
import { cachePlugins } from '../settings/cache-plugins.ts'
import { definitionsFor, pipelinePlugins } from '../settings/pipeline-plugins.ts'
import { hideRunner } from '../settings/runner-secrets.ts'
import type { ProjectContext } from './project-context.ts'
import { hideConfig } from '../settings/pipeline-secrets.ts'
import { hideCommand, hideUrlCredentials } from '../settings/plugin-secrets.ts'
import { hideSecrets } from '../settings/secret-settings.ts'

export interface MeltanoExportContext {
  pipelines: PipelineStore
  plugins: Pick<PluginStore, 'findByNames' | 'all'>
  /** Catalogue plugins that replace bundled connectors in the export. */
  known: readonly KnownPlugin[]
  projects: Pick<ProjectContext, 'jobsIn'>
}

/**
 * Exports pipelines with their plugins as a Meltano project. Throws AppError `invalid` if there are too many
 * for one project.
 */
export async function exportMeltano(
  { pipelines, plugins: store, known, projects }: MeltanoExportContext,
  { environment, allPlugins, ...filter }: MeltanoExportQuery,
): Promise<MeltanoExport> {
  const plugins = cachePlugins(store)
  const records = await selectPipelines(pipelines, filter)
  const names = await namesBefore({ pipelines }, records)
  const usedPlugins = new Map<string, PluginRecord>()
  const use = (plugin: PluginRecord | undefined) => {
    if (plugin !== undefined) usedPlugins.set(`${plugin.type}/${plugin.name}`, plugin)
  }
  if (allPlugins === true) for (const plugin of await store.all()) if (!plugin.bundled) use(plugin)
  const placed = []
  for (const record of records) {
    const placedPlugins = (await pipelinePlugins(plugins, record)).placed
    placed.push({ record, placedPlugins })
    // A parent comes before the plugins that inherit from it.
    for (const { plugin, parent } of placedPlugins) {
      use(parent)
      use(plugin)
    }
  }
  const parentOf = (plugin: PluginRecord) => usedPlugins.get(`${plugin.type}/${plugin.inheritFrom ?? ''}`)
  const exportedPlugins = new Map(
    Array.from(usedPlugins, ([key, plugin]) => [key, exportPlugin(plugin, parentOf(plugin), known)] as const),
  )
  const meltanoParts = await exportMeltanoParts(projects, records)
  const described = placed.map(({ record, placedPlugins }): ExportedPipeline => {
    const description = describe(record, record.after === null ? null : (names.get(record.after) ?? null))
    const hidden = hideConfig(record, placedPlugins)
    const config = Object.fromEntries(
      Object.entries(hidden).map(([key, settings]) => [
        key,
        withOwnReferences(settings, record.config[key] ?? {}),
      ]),
    )
    return {
      ...description,
      ...meltanoParts.get(record.id),
      config,
      plugins: placedPlugins.flatMap(({ path, plugin, reference }) => {
        const found = exportedPlugins.get(`${plugin.type}/${plugin.name}`)
        return found === undefined
          ? []
          : [{ place: placeOf(path), plugin: found, command: reference.command }]
      }),
    }
  })
  const project = exportProject(described, inheritingLast([...exportedPlugins.values()]), { environment })
  const damaged = records.flatMap(({ name, damaged: fields = [] }) =>
    fields.length === 0
      ? []
      : [{ about: name, message: `It is damaged in the database. Left out: ${fields.join(', ')}.` }],
  )
  return { files: project.files, notes: [...damaged, ...project.notes] }
}

/** Maximum number of projects to read; in further ones, job names are written in place of their tasks. */
const MAX_PROJECTS = 20

/** Returns the exported parts of pipelines that Meltano performs, by pipeline ID. */
async function exportMeltanoParts(
  { jobsIn }: MeltanoExportContext['projects'],
  records: readonly PipelineRecord[],
): Promise<Map<string, Pick<ExportedPipeline, 'runner' | 'meltano'>>> {
  const projects = new Map<string | null, RunnableJob[] | null>()
  const found = new Map<string, Pick<ExportedPipeline, 'runner' | 'meltano'>>()
  for (const { id, runner } of records) {
    if (runner.kind === 'own') continue
    const { project, run } = runner
    if (!projects.has(project)) {
      projects.set(project, projects.size < MAX_PROJECTS ? await jobsIn(project) : null)
    }
    const jobs = projects.get(project) ?? null
    const { runner: exportedRunner, secretEnv } = withReferences(runner)
    found.set(id, {
      runner: exportedRunner,
      meltano: { tasks: tasksOf(run, jobs ?? []), isWritten: jobs !== null, secretEnv },
    })
  }
  return found
}

/** Replaces secrets among a runner's variables with references. */
function withReferences(runner: MeltanoRun): { runner: MeltanoRun; secretEnv: string[] } {
  const hidden = hideRunner(runner) as MeltanoRun
  const secretEnv: string[] = []
  const env = Object.fromEntries(
    Object.entries(runner.env).map(([name, value]) => {
      if (hidden.env[name] === value || REFERENCE.test(value)) return [name, value]
      secretEnv.push(name)
      return [name, `\${${name}}`]
    }),
  )
  return { runner: { ...runner, env }, secretEnv }
}

async function selectPipelines(
  pipelines: PipelineStore,
  { ids, ...filter }: Omit<MeltanoExportQuery, 'environment' | 'allPlugins'>,
): Promise<PipelineRecord[]> {
  if (ids !== undefined) return (await pipelines.withIds(ids)).filter(({ archivedAt }) => archivedAt === null)
  const query: PipelineListQuery = { ...filter, sort: 'name', limit: 200 }
  const found: PipelineRecord[] = []
  for (
    let page = await pipelines.list(query);
    ;
    page = await pipelines.list({ ...query, cursor: page.nextCursor ?? '' })
  ) {
    found.push(...page.items)
    if (found.length > MAX_EXPORTED) {
      throw invalid(`A project holds at most ${formatNumber(MAX_EXPORTED)} pipelines. Narrow the filter.`)
    }
    if (page.nextCursor === null) return found
  }
}

const FIELDS = Object.keys(describedPipelineSchema.shape) as (keyof DescribedPipeline)[]

/** Picks the fields that users fill in. */
const describe = (record: PipelineRecord, after: string | null): DescribedPipeline => ({
  ...(Object.fromEntries(FIELDS.map((field) => [field, record[field]])) as unknown as DescribedPipeline),
  after,
})

const placeOf = (path: string): ExportedPipeline['plugins'][number]['place'] => {
  if (path === 'extractor' || path === 'loader' || path === 'transform') return path
  return 'mapper'
}

/**
 * Moves plugins that inherit to the end, otherwise keeping the order: Meltano accepts any, but people read
 * from the top.
 */
const inheritingLast = (plugins: readonly ExportedPlugin[]): ExportedPlugin[] => [
  ...plugins.filter(({ inheritFrom }) => inheritFrom === null),
  ...plugins.filter(({ inheritFrom }) => inheritFrom !== null),
]

function exportPlugin(
  plugin: PluginRecord,
  parent: PluginRecord | undefined,
  known: readonly KnownPlugin[],
): ExportedPlugin {
  const isSecret = envSecretTest(plugin, parent)
  const env = Object.entries(plugin.env)
  const settings = hideSecrets(plugin.settings, definitionsFor(plugin, parent), plugin.secretSettings)
  const hidesPipUrl = plugin.pipUrl !== null && hideUrlCredentials(plugin.pipUrl) !== plugin.pipUrl
  return {
    ...plugin,
    settings: withOwnReferences(settings, plugin.settings),
    env: Object.fromEntries(env.filter(([name, value]) => !isSecret(name, value))),
    secretEnv: env.flatMap(([name, value]) => (isSecret(name, value) ? [name] : [])),
    pipUrl: hidesPipUrl ? null : plugin.pipUrl,
    hidesPipUrl,
    command: plugin.command === null ? null : hideCommand(plugin.command),
    namesake: plugin.bundled ? namesakeOf(plugin, known) : null,
  }
}

function namesakeOf({ name, type }: PluginRecord, known: readonly KnownPlugin[]): ExportedPlugin['namesake'] {
  return (
    known
      .flatMap(({ variants }) => variants)
      .find((plugin) => plugin.name === name && plugin.type === type) ?? null
  )
}

/**
 * Matches a variable name of several words: a password that looks like one would not work here either,
 * because it is read as a reference.
 */
const REFERENCE = /^\$(?:[A-Z]+(?:_[A-Z0-9]+)+|\{[A-Za-z]+(?:_[A-Za-z0-9]+)+\})$/

/** Shows a hidden value as it is stored if it is a reference. */
function withOwnReferences(hidden: JsonObject, stored: JsonObject): JsonObject {
  const restore = (value: Json, storedValue: Json | undefined): Json => {
    if (isSecretMarker(value))
      return typeof storedValue === 'string' && REFERENCE.test(storedValue) ? storedValue : value
    if (Array.isArray(value)) {
      return Array.isArray(storedValue)
        ? value.map((item, index) => restore(item, storedValue[index]))
        : value
    }
    return isJsonObject(value) && isJsonObject(storedValue) ? withOwnReferences(value, storedValue) : value
  }
  return Object.fromEntries(Object.entries(hidden).map(([key, value]) => [key, restore(value, stored[key])]))
}
