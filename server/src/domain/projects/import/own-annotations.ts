import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import { describedPipelineSchema } from '@flx/shared/pipelines/pipeline-document'
import { pluginPatchSchema } from '@flx/shared/plugins/plugin'

import type { MeltanoProject, ProjectJob, ProjectPlugin } from '../project.ts'
import type { WantedPipeline, WantedPlugin } from './represented.ts'

/** Returns what an export wrote under `annotations: flx:`; empty if it has another shape. */
const flxAnnotations = (annotations: JsonObject): JsonObject => {
  const own = annotations['flx']
  return isJsonObject(own) ? own : {}
}

const textIn = (own: JsonObject, key: string): string | undefined => {
  const value = own[key]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Whether an export marked a utility as a transform. */
export const isOwnTransform = ({ annotations }: Pick<ProjectPlugin, 'annotations'>): boolean =>
  flxAnnotations(annotations)['type'] === 'transformer'

/** Removes the jobs that only chain others for Meltano; their schedules start the first job of the chain. */
export function withoutOwnChains(project: MeltanoProject): MeltanoProject {
  const firsts = new Map(
    project.jobs.flatMap(({ name, annotations }) => {
      const first = textIn(flxAnnotations(annotations), 'chain')
      return first === undefined ? [] : [[name, first] as const]
    }),
  )
  if (firsts.size === 0) return project
  return {
    ...project,
    jobs: project.jobs.filter(({ name }) => !firsts.has(name)),
    schedules: project.schedules.map((schedule) => {
      const { action } = schedule
      const first = 'job' in action ? firsts.get(action.job) : undefined
      return first === undefined ? schedule : { ...schedule, action: { job: first } }
    }),
  }
}

/** A plugin that an export made for a single pipeline, keyed by its name in jobs. */
interface Overlay {
  plugin: string
  settings: JsonObject
}

/**
 * Reads back what Meltano has no key for, as an export wrote it under `annotations: flx:`. Plugins and mappings made for one
 * pipeline become that pipeline's configuration again. Values of another shape are ignored.
 */
export function takeOwnAnnotations(
  project: MeltanoProject,
  found: { plugins: readonly WantedPlugin[]; pipelines: readonly WantedPipeline[] },
): { plugins: WantedPlugin[]; pipelines: WantedPipeline[] } {
  const overlays = overlaysIn(project, found.plugins)
  const annotated = new Map(project.plugins.map((plugin) => [`${plugin.kind}/${plugin.name}`, plugin]))
  const jobs = new Map(project.jobs.map((job) => [`pipelines/${job.name}`, job]))
  return {
    plugins: found.plugins
      .filter(({ name }) => !overlays.has(name))
      .map((wanted) => withOwnFields(wanted, annotated.get(wanted.key))),
    pipelines: found.pipelines.map((wanted) =>
      withOwnJob(withoutOverlays(wanted, overlays), jobs.get(wanted.key)),
    ),
  }
}

function overlaysIn(project: MeltanoProject, plugins: readonly WantedPlugin[]): Map<string, Overlay> {
  const settingsOf = (name: string): JsonObject =>
    plugins.find((plugin) => plugin.name === name)?.settings ?? {}
  const overlays = new Map<string, Overlay>()
  for (const { name, annotations } of project.plugins) {
    const own = flxAnnotations(annotations)
    const plugin = textIn(own, 'plugin')
    if (plugin !== undefined && own['pipeline'] !== undefined)
      overlays.set(name, { plugin, settings: settingsOf(name) })
    const mappings = own['mappings']
    for (const [mapping, mark] of Object.entries(isJsonObject(mappings) ? mappings : {})) {
      const pluginName = isJsonObject(mark) ? textIn(mark, 'plugin') : undefined
      if (pluginName === undefined || !isJsonObject(mark)) continue
      const overlaid = Array.isArray(mark['settings']) ? mark['settings'] : []
      const settings = Object.entries(settingsOf(mapping)).filter(([key]) => overlaid.includes(key))
      overlays.set(mapping, { plugin: pluginName, settings: Object.fromEntries(settings) })
    }
  }
  return overlays
}

function withoutOverlays(wanted: WantedPipeline, overlays: ReadonlyMap<string, Overlay>): WantedPipeline {
  const config = { ...wanted.config }
  const resolveOverlay = (name: string): string => {
    const overlay = overlays.get(name)
    if (overlay === undefined) return name
    if (Object.keys(overlay.settings).length > 0) {
      config[overlay.plugin] = { ...config[overlay.plugin], ...overlay.settings }
    }
    return overlay.plugin
  }
  const [transform = '', ...command] = wanted.transform.split(':')
  return {
    ...wanted,
    extractor: resolveOverlay(wanted.extractor),
    mappers: wanted.mappers.map(resolveOverlay),
    loader: resolveOverlay(wanted.loader),
    transform: transform === '' ? '' : [resolveOverlay(transform), ...command].join(':'),
    config,
  }
}

const PLUGIN_FIELDS = pluginPatchSchema.pick({
  description: true,
  docs: true,
  maxConcurrent: true,
  settingGroups: true,
  command: true,
})

function withOwnFields(wanted: WantedPlugin, plugin: ProjectPlugin | undefined): WantedPlugin {
  if (plugin === undefined) return wanted
  const own = flxAnnotations(plugin.annotations)
  const parsed = PLUGIN_FIELDS.safeParse(
    Object.fromEntries(Object.entries(own).filter(([key]) => Object.hasOwn(PLUGIN_FIELDS.shape, key))),
  )
  const fields = {
    ...wanted.fields,
    ...(parsed.success ? definedIn(parsed.data) : {}),
  } as WantedPlugin['fields']
  if (own['notSetUp'] === true) delete fields.command
  if (isOwnTransform(plugin)) {
    // A transform that is not dbt has a differently named program.
    if (plugin.executable !== null && plugin.executable !== plugin.name) fields.executable = plugin.executable
    else delete fields.executable
    fields.capabilities = plugin.capabilities.slice(0, 50)
  }
  return { ...wanted, fields }
}

const PIPELINE_FIELDS = describedPipelineSchema
  .partial()
  .omit({ extractor: true, loader: true, mappers: true, config: true, runner: true })

function withOwnJob(wanted: WantedPipeline, job: ProjectJob | undefined): WantedPipeline {
  if (job === undefined) return wanted
  const own = flxAnnotations(job.annotations)
  const entries = Object.entries(own).filter(([key]) => Object.hasOwn(PIPELINE_FIELDS.shape, key))
  const parsed = PIPELINE_FIELDS.safeParse(Object.fromEntries(entries))
  if (!parsed.success || entries.length === 0) return wanted
  const keys = new Set(entries.map(([key]) => key))
  // The schema's defaults do not come from the project.
  const stated = Object.fromEntries(Object.entries(definedIn(parsed.data)).filter(([key]) => keys.has(key)))
  const { name, transform, schedule, after, ...fields } = stated as Partial<typeof parsed.data>
  return {
    ...wanted,
    ...(name === undefined ? {} : { name }),
    ...(transform === undefined || wanted.transform === '' ? {} : { transform }),
    ...(schedule === undefined ? {} : { schedule }),
    ...(after === undefined ? {} : { after }),
    fields: fields as Record<string, Json>,
  }
}

const definedIn = (object: object): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as JsonObject
