import { isJsonObject, type JsonObject } from '@flx/shared/json/json'
import type { MeltanoRun } from '@flx/shared/pipelines/runner'

import type { MeltanoProject, PluginKind, ProjectPlugin } from '../project.ts'
import { stateIdOf } from '../state/state-ids.ts'
import { refusal } from '../refusal.ts'
import { expanded } from './expand-text.ts'
import { statePlace, type StatePlace } from './state-place.ts'

/** The role of a plugin in a block. */
export type BlockRole = 'extractor' | 'mapper' | 'loader' | 'command'

/** A plugin as named in a block of `meltano run`. */
export interface RunBlock {
  role: BlockRole
  plugin: string
  /** The project's definition of its program; undefined for a plugin that only the log names. */
  program?: BlockProgram
}

/** Where Meltano has installed a plugin, and what to look for there. */
export interface BlockProgram {
  variant: string
  kind: PluginKind
  /** Its own name, then those of its parents: a plugin without its own package uses theirs. */
  names: string[]
  executable: string
  /** Name of the package's distribution; "" if unknown. */
  distribution: string
}

/** The blocks and states of a `meltano run`, according to the project's files. */
export interface RunPlan {
  /** Null: none is active, so Meltano keeps no state. */
  environment: string | null
  blocks: RunBlock[]
  /** One for each extractor with its loader. */
  stateIds: string[]
  statePlace: StatePlace
}

const MAX_BLOCKS = 500
const MELTANO_REFUSES = 'The file cannot be read, and Meltano executes nothing until it can be.'

/**
 * Determines the blocks, the IDs of their states and where the states are kept. `env` holds the variables that Meltano is
 * given. Throws AppError `invalid` if a file is unreadable.
 */
export function planRun(
  project: MeltanoProject,
  run: Pick<MeltanoRun, 'run' | 'environment'>,
  folder: string,
  env: Readonly<Record<string, string>>,
): RunPlan {
  const [unread] = project.unread
  if (unread !== undefined) throw refusal(unread.problem.place, MELTANO_REFUSES)
  const setting = (name: string): string | null => {
    const value = project.settings.get(name)?.value
    return typeof value === 'string' && value !== '' ? value : null
  }
  const dotenv = Object.fromEntries([...project.dotenv].map(([name, { value }]) => [name, value]))
  const overrides = { ...dotenv, ...env }
  const environment = run.environment ?? overrides['MELTANO_ENVIRONMENT'] ?? setting('default_environment')
  const environmentEntry = project.environments.find(({ name }) => name === environment)
  const variables = { ...textsIn(project.env), ...textsIn(environmentEntry?.env ?? {}), ...overrides }
  const blocks = blocksOf(project, run.run)
  const suffix = expanded(suffixIn(run.run) ?? environmentEntry?.stateIdSuffix ?? '', variables)
  return {
    environment,
    blocks,
    stateIds:
      environment === null
        ? []
        : pairsOf(blocks).map((pair) => withSuffix(stateIdOf(environment, pair), suffix)),
    statePlace: statePlace(project.settings, folder, variables),
  }
}

const withSuffix = (id: string, suffix: string): string => (suffix === '' ? id : `${id}:${suffix}`)

/** Resolves the blocks, with job names expanded. */
function blocksOf(project: MeltanoProject, args: readonly string[]): RunBlock[] {
  const jobs = new Map(project.jobs.map((job) => [job.name, job.tasks.flatMap(({ blocks }) => blocks)]))
  const names = blockNames(args).flatMap((name) => jobs.get(name) ?? [name])
  return names.slice(0, MAX_BLOCKS).flatMap((name) => blockOf(project, name) ?? [])
}

const ROLES: Partial<Record<PluginKind, BlockRole>> = { extractors: 'extractor', loaders: 'loader' }

function blockOf(project: MeltanoProject, name: string): RunBlock | undefined {
  const plugin = name.split(':')[0] ?? ''
  for (const candidate of project.plugins) {
    const { kind, name: candidateName, mappings } = candidate
    const program = programOf(candidate)
    if (kind === 'mappers' && mappings.some((mapping) => mapping.name === name))
      return { role: 'mapper', plugin: candidateName, program }
    if (candidateName === plugin && kind !== 'mappers') {
      return { role: ROLES[kind] ?? 'command', plugin, program }
    }
  }
  return undefined
}

const programOf = ({ kind, name, parents, variant, executable, pipUrl }: ProjectPlugin): BlockProgram => ({
  variant: (variant ?? '').slice(0, 255),
  kind,
  names: [name, ...parents],
  executable: executable ?? name,
  distribution: /^([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*(?:[=<>!~;@]|$)/.exec(pipUrl ?? '')?.[1] ?? '',
})

/** Returns the arguments without options and their values. */
export function blockNames(args: readonly string[]): string[] {
  const names: string[] = []
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index] ?? ''
    if (argument === '--state-id-suffix' || argument === '--state-strategy') index += 1
    else if (!argument.startsWith('-')) names.push(argument)
  }
  return names
}

function suffixIn(args: readonly string[]): string | undefined {
  const index = args.findLastIndex((argument) => argument.startsWith('--state-id-suffix'))
  const argument = args[index]
  if (argument === undefined) return undefined
  return argument.includes('=') ? argument.slice(argument.indexOf('=') + 1) : args[index + 1]
}

function pairsOf(blocks: readonly RunBlock[]): { extractor: string; loader: string }[] {
  const pairs: { extractor: string; loader: string }[] = []
  let extractor: string | undefined
  for (const { role, plugin } of blocks) {
    if (role === 'extractor') extractor = plugin
    if (role !== 'loader' || extractor === undefined) continue
    pairs.push({ extractor, loader: plugin })
    extractor = undefined
  }
  return pairs
}

const textsIn = (variables: JsonObject): Record<string, string> =>
  isJsonObject(variables)
    ? Object.fromEntries(
        Object.entries(variables).flatMap(([name, value]) =>
          value === null || typeof value === 'object' ? [] : [[name, String(value)]],
        ),
      )
    : {}
