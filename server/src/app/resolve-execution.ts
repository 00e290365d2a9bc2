import type { Json, JsonObject } from '@flx/shared/json'
import type { LogSource } from '@flx/shared/execution'
import type { StepKind } from '@flx/shared/execution-status'

import {
  baseEnvironment,
  extractorVariables,
  inVirtualEnvironment,
  ownVariables,
} from '../domain/child-environment.ts'
import { resolveConfig, type ResolvedConfig } from '../domain/config-resolution.ts'
import { AppError } from '../domain/errors.ts'
import { createMasker, maskJson } from '../domain/masker.ts'
import type { ExecutionRecord, PipelineRecord, PluginRecord } from '../domain/records.ts'
import { isSecretSetting } from '@flx/shared/secret'
import type { EngineContext } from './engine-context.ts'
import { definitionsFor, pipelinePlugins, type PlacedPlugin } from './pipeline-plugins.ts'

/** One program of an execution, ready to be started once its files are written. */
export interface PlannedProcess {
  kind: Exclude<StepKind, 'discover'>
  source: LogSource
  plugin: PluginRecord
  /** Of what is started: that of the plugin whose environment it shares, if it does. */
  version: string
  /** Its own, else those of the plugin it inherits from; none stated = unknown. */
  capabilities: readonly string[]
  /** Program and leading arguments. */
  command: string[]
  env: Record<string, string>
  resolved: ResolvedConfig
  /** For a transform: what the plugin is asked to do. */
  argument: string | null
}

export interface ExecutionPlan {
  pipeline: PipelineRecord
  extractor: PlannedProcess
  mappers: PlannedProcess[]
  loader: PlannedProcess
  transform: PlannedProcess | null
  secrets: string[]
  /** By plugin name, secrets as markers. */
  redactedConfig: Record<string, JsonObject>
}

/** In the order of the data. */
export function plannedProcesses(plan: ExecutionPlan): PlannedProcess[] {
  const processes = [plan.extractor, ...plan.mappers, plan.loader]
  return plan.transform === null ? processes : [...processes, plan.transform]
}

type Context = Pick<
  EngineContext,
  'pipelines' | 'plugins' | 'installer' | 'references' | 'environment' | 'filesFolder' | 'clock'
>

/** What an execution says about its configuration; a discovery has as much. */
export type Resolvable = Pick<ExecutionRecord, 'pipelineId' | 'pipelineName' | 'options'>

/** Everything that must be known before the first process starts. Throws AppError with what to do. */
export async function resolveExecution(context: Context, execution: Resolvable): Promise<ExecutionPlan> {
  const pipeline = await context.pipelines.find(execution.pipelineId)
  if (pipeline === undefined) {
    throw new AppError('not-found', `The pipeline "${execution.pipelineName}" is no longer there.`)
  }
  const { placed, problems } = await pipelinePlugins(context.plugins, pipeline)
  if (problems.length > 0) {
    throw new AppError('invalid', problems.map((problem) => problem.message).join(' '))
  }
  const processes: PlannedProcess[] = []
  let inherited: Record<string, string> = {}
  for (const place of inOrder(placed)) {
    const process = await plan(context, pipeline, execution, place, inherited)
    if (process.kind === 'extract') {
      inherited = extractorVariables(
        process.plugin.name,
        process.resolved.config,
        process.resolved.extras,
        definitionsFor(process.plugin, place.parent),
      )
      process.env = { ...inherited, ...process.env }
    }
    processes.push(process)
  }
  return {
    pipeline,
    extractor: only(processes, 'extract'),
    mappers: processes.filter(({ kind }) => kind === 'map'),
    loader: only(processes, 'load'),
    transform: processes.find(({ kind }) => kind === 'transform') ?? null,
    secrets: processes.flatMap(({ resolved }) => resolved.secrets),
    redactedConfig: redactedConfig(processes),
  }
}

/** A secret may also stand inside another value, of another plugin even. */
function redactedConfig(processes: readonly PlannedProcess[]): Record<string, JsonObject> {
  const masker = createMasker(processes.flatMap(({ resolved }) => resolved.secrets))
  return Object.fromEntries(
    processes.map(({ plugin, resolved }) => [
      plugin.name,
      mapObject(resolved.redacted, (value) => maskJson(value, masker)),
    ]),
  )
}

const mapObject = (object: JsonObject, map: (value: Json) => Json): JsonObject =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]))

const SOURCES = { extract: 'extractor', map: 'mapper', load: 'loader', transform: 'transform' } as const

/** A plugin on its own, with nothing but its settings. */
export function planPlugin(
  context: Context,
  plugin: PluginRecord,
  parent: PluginRecord | undefined,
): Promise<PlannedProcess> {
  const mapsOrTransforms = plugin.mode === 'in-flight' ? 'mappers.0' : 'transform'
  const path = plugin.type === 'extractor' || plugin.type === 'loader' ? plugin.type : mapsOrTransforms
  const reference = { type: plugin.type, name: plugin.name, command: null }
  return plan(context, { config: {} }, { options: {} }, { path, plugin, parent, reference }, {})
}

async function plan(
  context: Context,
  pipeline: Pick<PipelineRecord, 'config'>,
  execution: { options: { config?: Record<string, JsonObject> | undefined } },
  { path, plugin, parent, reference }: PlacedPlugin,
  inherited: Record<string, string>,
): Promise<PlannedProcess> {
  const kind = kindOf(path)
  const layers = [
    parent?.settings ?? {},
    plugin.settings,
    ...overlays(pipeline.config, plugin),
    ...overlays(execution.options.config ?? {}, plugin),
  ]
  const { references } = context
  const definitions = definitionsFor(plugin, parent)
  const resolved = await resolveConfig({
    plugin: plugin.name,
    definitions,
    layers,
    now: context.clock.now(),
    references: {
      file: references.file,
      variable: (name) => inherited[name] ?? projectVariable(context, name) ?? references.variable(name),
    },
  })
  const start = await context.installer.start(plugin, parent)
  const env = { ...parent?.env, ...plugin.env }
  for (const [name, value] of Object.entries(env)) if (isSecretSetting(name)) resolved.secrets.push(value)
  return {
    kind,
    source: SOURCES[kind],
    plugin,
    version: plugin.pipUrl === null && plugin.command === null ? (parent ?? plugin).version : plugin.version,
    capabilities: plugin.capabilities.length > 0 ? plugin.capabilities : (parent?.capabilities ?? []),
    command: start.command,
    env: {
      ...inVirtualEnvironment(baseEnvironment(context.environment), start.virtualEnvironment),
      ...ownVariables(plugin.name, resolved.config, definitions),
      ...inherited,
      ...env,
    },
    resolved,
    argument: kind === 'transform' ? reference.command : null,
  }
}

function kindOf(path: string): PlannedProcess['kind'] {
  if (path === 'extractor') return 'extract'
  if (path === 'loader') return 'load'
  return path === 'transform' ? 'transform' : 'map'
}

/** A plugin's overlay may be keyed by its name or by `type:name`. */
const overlays = (config: Record<string, JsonObject>, plugin: PluginRecord): JsonObject[] =>
  [config[plugin.name], config[`${plugin.type}:${plugin.name}`]].filter((layer) => layer !== undefined)

/** Meltano's name for the folder that relative paths of a project start from. */
const projectVariable = (context: Context, name: string): string | undefined =>
  name === 'MELTANO_PROJECT_ROOT' ? context.filesFolder : undefined

/** The extractor first: what follows inherits its variables. */
const inOrder = (placed: readonly PlacedPlugin[]): PlacedPlugin[] =>
  placed.toSorted((a, b) => Number(b.path === 'extractor') - Number(a.path === 'extractor'))

function only(processes: readonly PlannedProcess[], kind: PlannedProcess['kind']): PlannedProcess {
  const found = processes.find((process) => process.kind === kind)
  if (found === undefined) throw new AppError('invalid', `The pipeline has no ${kind} step.`)
  return found
}
