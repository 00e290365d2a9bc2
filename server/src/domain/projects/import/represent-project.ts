import { NOTHING_THROUGH_MELTANO, type ThroughMeltano } from '@flx/shared/projects/through-meltano'
import type { PluginType, TransformerMode } from '@flx/shared/plugins/plugin'

import { refusal } from '../refusal.ts'
import type { EnvironmentPlugin, MeltanoProject, ProjectEnvironment, ProjectPlugin } from '../project.ts'
import { projectBackend } from '../state/project-backend.ts'
import { runnableIn, withoutMeltanoPlugins } from '../run/job-through-meltano.ts'
import { otherElements } from './other-elements.ts'
import { takeOwnAnnotations, withoutOwnChains } from './own-annotations.ts'
import type { Block } from './jobs/job-blocks.ts'
import { isDbt, KINDS } from './plugins/plugin-kinds.ts'
import { representJobs } from './jobs/represent-jobs.ts'
import type { PluginContext } from './plugins/plugin-context.ts'
import { representMapping, representPlugin } from './plugins/represent-plugin.ts'
import type { OtherElement, ProjectVariable, Represented, WantedPlugin } from './represented.ts'
import { levelOf, newBudget, Variables, variablesIn } from './variables.ts'

export interface RepresentOptions {
  /** Null: the project's default. */
  environment: string | null
  /** Values for variables that the project leaves unset. */
  variables: Readonly<Record<string, string>>
  /** Names of variables that are set on the server. */
  serverVariables: readonly string[]
  /** The project's folder on this machine; null if its files were uploaded. */
  folder: string | null
  /** The parts that Meltano performs. */
  through?: ThroughMeltano
  /** Plugins on this server: a job can name one whose file is missing from the project. */
  serverPlugins: readonly { name: string; type: PluginType; mode: TransformerMode | null }[]
}

/**
 * Converts a project to our terms for one of its environments: the plugins and pipelines it wants, and for every other element
 * what it belongs to or why it is left out. Pure: executes nothing, opens nothing, uses no store.
 */
export function representProject(original: MeltanoProject, options: RepresentOptions): Represented {
  const project = withoutOwnChains(original)
  const environment = chosenEnvironment(project, options.environment)
  const budget = newBudget()
  const root = levelOf(project.env)
  const dotenv = {
    values: new Map(Array.from(project.dotenv, ([name, { value }]) => [name, value] as const)),
    isSecret: true,
  }
  // Only a folder on this machine has a place for relative files; uploads have none.
  const meltanoLevel = levelOf(options.folder === null ? {} : { MELTANO_PROJECT_ROOT: options.folder })
  const filledIn = levelOf({ ...options.variables }, true)
  const ofEnvironment = levelOf(environment?.env ?? {})
  const context: PluginContext = {
    plugins: new Map(project.plugins.map((plugin) => [`${plugin.kind}/${plugin.name}`, plugin])),
    ofEnvironment: environmentPlugins(environment),
    shared: [root, ofEnvironment],
    variables: new Variables([meltanoLevel, root, dotenv, filledIn, ofEnvironment], budget),
    secretNames: [...dotenv.values.keys(), ...filledIn.values.keys()],
    folder: options.folder,
  }
  const { plugins, others, blocks } = representPlugins(project, context)
  for (const { name, type, mode } of options.serverPlugins) {
    if (!blocks.has(name)) blocks.set(name, { role: roleOf(type, mode) })
  }
  const jobs = representJobs(project, {
    blocks,
    environment: environment?.name ?? null,
    suffix: environment?.stateIdSuffix ?? null,
    jobs: new Set(project.jobs.map(({ name }) => name)),
    meltano: {
      ...(options.through ?? NOTHING_THROUGH_MELTANO),
      environment: environment?.name ?? null,
      serverVariables: options.serverVariables,
      values: options.variables,
      filledIn: Object.keys(options.variables),
      plugins,
    },
  })
  for (const plugin of plugins) {
    plugin.missing = plugin.missing.filter((name) => !options.serverVariables.includes(name))
  }
  const all = takeOwnAnnotations(project, { plugins, pipelines: jobs.pipelines })
  const { others: meltanoElements, ...keptPlugins } = withoutMeltanoPlugins(
    all.plugins,
    all.pipelines,
    options.serverPlugins,
  )
  const remaining = { ...all, ...keptPlugins }
  const projectId = project.settings.get('project_id')?.value
  return {
    environment: environment?.name ?? null,
    environments: project.environments.map(({ name }) => name),
    projectId: typeof projectId === 'string' ? projectId : null,
    ...remaining,
    runnable: runnableIn(project),
    others: [...others, ...meltanoElements, ...jobs.others, ...otherElements(project, environment, context)],
    variables: variablesOf(project, remaining.plugins, options),
    problems: project.problems,
    unread: project.unread.map(({ path }) => path),
    undefined: project.plugins.flatMap(({ kind, name, variant, namespace, definition, inheritFrom }) =>
      definition === 'own' && namespace === null && kind !== 'files' && (inheritFrom ?? name) === name
        ? [{ kind, name, variant }]
        : [],
    ),
    states: options.folder === null ? null : projectBackend(project, context.variables, options.folder),
  }
}

function chosenEnvironment(project: MeltanoProject, wanted: string | null): ProjectEnvironment | null {
  const defaultName = project.settings.get('default_environment')?.value
  const name = wanted ?? (typeof defaultName === 'string' ? defaultName : null)
  const found = project.environments.find((environment) => environment.name === name)
  if (found === undefined && wanted !== null) {
    throw refusal({ file: 'meltano.yml', line: 1 }, 'It has no environment of that name.')
  }
  return found ?? null
}

const environmentPlugins = (environment: ProjectEnvironment | null): Map<string, EnvironmentPlugin> =>
  new Map((environment?.plugins ?? []).map((plugin) => [`${plugin.kind}/${plugin.name}`, plugin]))

const roleOf = (type: PluginType, mode: TransformerMode | null): Block['role'] => {
  if (type === 'extractor' || type === 'loader') return type
  if (type !== 'transformer') return 'other'
  return mode === 'in-flight' ? 'mapping' : 'dbt'
}

interface Found {
  plugins: WantedPlugin[]
  others: OtherElement[]
  blocks: Map<string, Block>
}

function representPlugins(project: MeltanoProject, context: PluginContext): Found {
  const found: Found = { plugins: [], others: [], blocks: new Map() }
  const usedIds = new Set<string>()
  for (const plugin of project.plugins) {
    const wanted = representPlugin(plugin, context)
    const block = { role: blockRole(plugin) }
    if ('leftOut' in wanted) {
      found.others.push(leftOutElement(`${plugin.kind}/${plugin.name}`, plugin, plugin, wanted.leftOut))
      addBlock(found, plugin.name, { ...block, leftOut: wanted.leftOut })
    } else addPlugin(wanted, block)
    addMappings(plugin, wanted)
  }
  return found

  function addMappings(plugin: ProjectPlugin, mapper: WantedPlugin | { leftOut: string }): void {
    for (const mapping of plugin.mappings) {
      const key = `mappings/${mapping.name}`
      const wanted = 'leftOut' in mapper ? mapper : representMapping(mapper, mapping, context)
      if ('leftOut' in wanted) {
        const reason = wanted === mapper ? `It needs ${plugin.name}, which is skipped.` : wanted.leftOut
        found.others.push(leftOutElement(key, plugin, mapping, reason))
        addBlock(found, mapping.name, { role: 'mapping', leftOut: reason })
      } else addPlugin(wanted, { role: 'mapping' })
    }
  }

  function addPlugin(wanted: WantedPlugin, block: Block): void {
    const id = `${wanted.type}/${wanted.name}`
    if (usedIds.has(id)) {
      const reason = `The project already has a ${wanted.type} with that name, and names are unique here.`
      found.others.push({ ...wanted, outcome: 'left-out', reason: reason })
      return
    }
    usedIds.add(id)
    found.plugins.push(wanted)
    addBlock(found, wanted.name, { ...block, plugin: wanted })
  }
}

/** Adds a block. The first of a name counts, as in Meltano, which searches in the order of the kinds. */
function addBlock({ blocks }: Found, name: string, block: Block): void {
  if (!blocks.has(name)) blocks.set(name, block)
}

function blockRole(plugin: ProjectPlugin): Block['role'] {
  if (plugin.kind === 'extractors') return 'extractor'
  if (plugin.kind === 'loaders') return 'loader'
  if (plugin.kind === 'mappers') return 'mapper'
  return isDbt(plugin) ? 'dbt' : 'other'
}

const leftOutElement = (
  key: string,
  { kind }: ProjectPlugin,
  { name, place }: Pick<OtherElement, 'name' | 'place'>,
  reason: string,
): OtherElement => ({ key, kind: KINDS[kind].kind, name, place, outcome: 'left-out', reason })

/** Lists every variable that the plugins need or the files set. */
function variablesOf(
  project: MeltanoProject,
  plugins: readonly WantedPlugin[],
  { variables, serverVariables }: RepresentOptions,
): ProjectVariable[] {
  const usedBy = new Map<string, string[]>()
  for (const { key, env, missing, setBy } of plugins) {
    const names = new Set([
      ...setBy,
      ...Object.keys(env),
      ...missing,
      ...Object.values(env).flatMap(variablesIn),
    ])
    for (const name of names) usedBy.set(name, [...(usedBy.get(name) ?? []), key])
  }
  const missingNames = new Set(plugins.flatMap(({ missing }) => missing))
  const names = new Set([
    ...missingNames,
    ...project.dotenv.keys(),
    ...Object.keys(variables),
    ...usedBy.keys(),
  ])
  return [...names].toSorted().map((name) => {
    const line = project.dotenv.get(name)?.line
    return {
      name,
      place: line === undefined ? null : { file: '.env', line },
      from: sourceOf(name),
      usedBy: usedBy.get(name) ?? [],
    }
  })

  function sourceOf(name: string): ProjectVariable['from'] {
    if (Object.hasOwn(variables, name)) return 'given'
    if (project.dotenv.has(name)) return 'env-file'
    if (missingNames.has(name)) return null
    return serverVariables.includes(name) && !usedBy.has(name) ? 'server' : 'project'
  }
}
