import type { Json, JsonObject } from '@flx/shared/json/json'
import type { LogSource } from '@flx/shared/logs/log'
import type { StepKind } from '@flx/shared/executions/execution-status'

import { baseEnvironment, inVirtualEnvironment } from '../domain/settings/child-environment.ts'
import { resolveConfig, type ResolvedConfig } from '../domain/settings/config-resolution.ts'
import { refuseDamaged } from '../domain/core/damage.ts'
import { AppError } from '../domain/core/errors.ts'
import { environmentOwner } from '../domain/plugins/environments.ts'
import { createMasker, maskJson } from '../domain/settings/secrets/masker.ts'
import type { ExecutionRecord, PipelineRecord, PluginRecord } from '../domain/core/records.ts'
import {
  passedOnVariables,
  identityVariables,
  settingVariables,
  type PluginIdentity,
} from '../domain/settings/plugin-variables.ts'
import { extraDefinitions } from '../domain/settings/setting-extras.ts'
import { joinPaths, type SecretPath } from '../domain/settings/secrets/secret-paths.ts'
import { commandSecrets } from '../domain/settings/secrets/command-secrets.ts'
import type { EngineContext } from './engine-context.ts'
import {
  configKeys,
  definitionsFor,
  pipelinePlugins,
  type PipelineParts,
  type PlacedPlugin,
} from '../app/settings/pipeline-plugins.ts'
import type { SecretConfig } from '../app/settings/pipeline-secrets.ts'
import {
  projectVariables,
  referencesIn,
  resolveEnv,
  settingsOf,
  shownSettings,
} from '../app/settings/plugin-references.ts'

/** One program of an execution, ready to start once its files are written. */
export interface PlannedProcess {
  kind: Exclude<StepKind, 'discover' | 'command'>
  source: LogSource
  plugin: PluginRecord
  /** The version of the started program: that of the parent plugin if it shares the parent's environment. */
  version: string
  /** Its own, else those of its parent; empty = unknown. */
  capabilities: readonly string[]
  /** Program and leading arguments. */
  command: string[]
  env: Record<string, string>
  /** The variables configured on the plugin, with references filled in. */
  ownEnv: Record<string, string>
  /** Variables for the plugins that follow: its identity and settings, without secrets. */
  handedOn: Record<string, string>
  resolved: ResolvedConfig
  /** For a transform: the command that the plugin executes. */
  argument: string | null
}

export interface ExecutionPlan {
  pipeline: PipelineRecord
  extractor: PlannedProcess
  mappers: PlannedProcess[]
  loader: PlannedProcess
  transform: PlannedProcess | null
  secrets: string[]
  /** By plugin name, with markers for secrets. */
  redactedConfig: Record<string, JsonObject>
}

/** Lists the processes in the order of the data. */
export function plannedProcesses(plan: ExecutionPlan): PlannedProcess[] {
  const processes = [plan.extractor, ...plan.mappers, plan.loader]
  return plan.transform === null ? processes : [...processes, plan.transform]
}

type Context = Pick<
  EngineContext,
  | 'pipelines'
  | 'plugins'
  | 'installer'
  | 'environments'
  | 'references'
  | 'environment'
  | 'filesFolder'
  | 'clock'
>

/** The configuration of an execution, which a discovery also has. */
export type Resolvable = Pick<ExecutionRecord, 'pipelineId' | 'pipelineName' | 'options' | 'damaged'>

/** Returns the pipeline of an execution. Throws AppError if it no longer exists or is damaged. */
export async function findExecutedPipeline(
  context: Pick<EngineContext, 'pipelines'>,
  execution: Resolvable,
): Promise<PipelineRecord> {
  const pipeline = await context.pipelines.find(execution.pipelineId)
  if (pipeline === undefined) {
    throw new AppError('not-found', `The pipeline "${execution.pipelineName}" no longer exists.`)
  }
  refuseDamaged('pipeline', pipeline)
  if (execution.damaged?.includes('options') === true) {
    throw new AppError(
      'invalid',
      'The options of this execution are damaged in the database. Execute the pipeline again.',
    )
  }
  return pipeline
}

/** Resolves everything needed before the first process starts. Throws AppError that says what to do. */
export async function resolveExecution(context: Context, execution: Resolvable): Promise<ExecutionPlan> {
  const pipeline = await findExecutedPipeline(context, execution)
  const processes = await planProcesses(context, pipeline, execution)
  return {
    pipeline,
    extractor: requireProcess(processes, 'extract'),
    mappers: processes.filter(({ kind }) => kind === 'map'),
    loader: requireProcess(processes, 'load'),
    transform: processes.find(({ kind }) => kind === 'transform') ?? null,
    secrets: processes.flatMap(({ resolved }) => resolved.secrets),
    redactedConfig: redactedConfig(processes),
  }
}

/** Plans the programs of a pipeline up to the last mapper. Throws AppError that says what to do. */
export async function planExtraction(
  context: Context,
  { extractor, mappers, ...pipeline }: Pick<PipelineRecord, 'extractor' | 'mappers'> & SecretConfig,
): Promise<Pick<ExecutionPlan, 'extractor' | 'mappers' | 'secrets'>> {
  const parts = { ...pipeline, extractor, mappers, loader: '', transform: '' }
  const processes = await planProcesses(context, parts, { options: { fullRefresh: true } })
  return {
    extractor: requireProcess(processes, 'extract'),
    mappers: processes.filter(({ kind }) => kind === 'map'),
    secrets: processes.flatMap(({ resolved }) => resolved.secrets),
  }
}

async function planProcesses(
  context: Context,
  pipeline: PipelineParts & SecretConfig,
  execution: Pick<Resolvable, 'options'>,
): Promise<PlannedProcess[]> {
  const { placed, problems } = await pipelinePlugins(context.plugins, pipeline)
  if (problems.length > 0) {
    throw new AppError('invalid', problems.map((problem) => problem.message).join(' '))
  }
  const processes: PlannedProcess[] = []
  let inherited: Record<string, string> = {}
  for (const place of placed) {
    const program = await planProgram(context, pipeline, execution, place, inherited)
    inherited = { ...inherited, ...program.handedOn }
    processes.push(program)
  }
  return processes
}

/** Masks secrets that occur inside other values, even of other plugins. */
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

/** Plans a plugin on its own, with its settings only. */
export function planPlugin(
  context: Context,
  plugin: PluginRecord,
  parent: PluginRecord | undefined,
  pipeline: SecretConfig = { config: {} },
): Promise<PlannedProcess> {
  const stagePath = plugin.mode === 'in-flight' ? 'mappers.0' : 'transform'
  const path = plugin.type === 'extractor' || plugin.type === 'loader' ? plugin.type : stagePath
  const reference = { type: plugin.type, name: plugin.name, command: null }
  return planProgram(context, pipeline, { options: {} }, { path, plugin, parent, reference }, {})
}

async function planProgram(
  context: Context,
  pipeline: SecretConfig,
  execution: {
    options: {
      config?: Record<string, JsonObject> | undefined
      secretSettings?: SecretConfig['secretSettings']
    }
  },
  { path, plugin, parent, reference }: PlacedPlugin,
  inherited: Record<string, string>,
): Promise<PlannedProcess> {
  refuseDamaged('plugin', plugin)
  if (parent !== undefined) refuseDamaged('plugin', parent)
  const kind = kindOf(path)
  const layers = [
    parent?.settings ?? {},
    plugin.settings,
    ...overlays(pipeline.config, plugin),
    ...overlays(execution.options.config ?? {}, plugin),
  ]
  const definitions = definitionsFor(plugin, parent)
  const identity: PluginIdentity = {
    kind,
    name: plugin.name,
    parent: parent?.name,
    variant: plugin.variant || (parent?.variant ?? ''),
  }
  const inheritedVariables = {
    ...projectVariables(context, plugin, parent),
    ...inherited,
    ...identityVariables(identity),
  }
  const resolvedEnv = await resolveEnv(context, plugin, parent, inheritedVariables)
  const references = referencesIn(context, resolvedEnv.env, inheritedVariables)
  const allDefinitions = [...definitions, ...extraDefinitions(plugin.type)]
  const resolved = await resolveConfig({
    plugin: plugin.name,
    definitions,
    extraDefinitions: extraDefinitions(plugin.type),
    layers,
    remembered: rememberedFor(plugin, parent, [pipeline, execution.options]),
    now: context.clock.now(),
    references,
    extraReferences: ({ config, redacted }) =>
      referencesIn(
        context,
        { ...settingVariables(identity, config, definitions), ...resolvedEnv.env },
        { ...inheritedVariables, ...passedOnVariables(identity, redacted, definitions) },
      ),
  })
  resolved.secrets.push(...resolvedEnv.secrets)
  const owner = environmentOwner(plugin, parent)
  if (owner !== undefined) await context.environments?.ensure(owner)
  const start = await context.installer.start(plugin, parent)
  resolved.secrets.push(...commandSecrets(start.command))
  return {
    kind,
    source: SOURCES[kind],
    plugin,
    version: plugin.pipUrl === null && plugin.command === null ? (parent ?? plugin).version : plugin.version,
    capabilities: plugin.capabilities.length > 0 ? plugin.capabilities : (parent?.capabilities ?? []),
    command: start.command,
    env: {
      ...inVirtualEnvironment(baseEnvironment(context.environment), start.virtualEnvironment),
      ...inheritedVariables,
      ...settingVariables(identity, settingsOf(resolved.config, resolved.extras), allDefinitions),
      ...resolvedEnv.env,
      ...start.env,
    },
    ownEnv: resolvedEnv.env,
    handedOn: {
      ...identityVariables(identity),
      ...passedOnVariables(identity, shownSettings(resolved), allDefinitions),
    },
    resolved,
    argument: kind === 'transform' ? reference.command : null,
  }
}

/** Returns the paths at which a layer holds a stored secret. */
const rememberedFor = (
  plugin: PluginRecord,
  parent: PluginRecord | undefined,
  layers: readonly Pick<SecretConfig, 'secretSettings'>[],
): SecretPath[] =>
  joinPaths(
    parent?.secretSettings ?? [],
    plugin.secretSettings,
    ...layers.flatMap(({ secretSettings = {} }) =>
      ['', ...configKeys(plugin)].map((key) => secretSettings[key] ?? []),
    ),
  )

function kindOf(path: string): PlannedProcess['kind'] {
  if (path === 'extractor') return 'extract'
  if (path === 'loader') return 'load'
  return path === 'transform' ? 'transform' : 'map'
}

/** Returns the overlays of a plugin, keyed by its name or by `type:name`. */
const overlays = (config: Record<string, JsonObject>, plugin: PluginRecord): JsonObject[] =>
  [config[plugin.name], config[`${plugin.type}:${plugin.name}`]].filter((layer) => layer !== undefined)

function requireProcess(processes: readonly PlannedProcess[], kind: PlannedProcess['kind']): PlannedProcess {
  const found = processes.find((program) => program.kind === kind)
  if (found === undefined) throw new AppError('invalid', `The pipeline has no ${kind} step.`)
  return found
}
