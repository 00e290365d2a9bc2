import { formatNumber } from '@flx/shared/core/quantities'
import { isJsonObject, type Json } from '@flx/shared/json/json'
import { MAX_JSON_LEVELS, nestsDeeper } from '@flx/shared/json/json-limits'
import { tryParseJson } from '@flx/shared/json/json-text'

import { readEnvFile, type EnvLine } from './env-file.ts'
import { insideProject, matchesPattern } from './file-pattern.ts'
import { member, PartFields } from './part-reader.ts'
import { mergeParts, valueOf, type Part, type Place } from './parts.ts'
import {
  PLUGIN_KINDS,
  type EnvironmentPlugin,
  type MeltanoProject,
  type ProjectEnvironment,
  type UnreadFile,
} from './project.ts'
import { readProjectYaml, unreadCharacters, type ProjectDocument } from './project-yaml.ts'
import { refusal, UnreadableFile } from './refusal.ts'
import { readJobs, readSchedules } from './read-jobs.ts'
import { readPluginFields } from './read-plugin.ts'
import { readPlugins, type FindDefinition } from './read-plugins.ts'
import { unreadFile } from './unread-file.ts'

/** A file in the project's folder; its path is relative to `meltano.yml`, with `/`. */
export interface ProjectFile {
  path: string
  text: string
  /** A link that leads outside the folder; never read. */
  isOutside?: boolean
}

/** Returns the hub's definition of a plugin as JSON, if it has one. */
export type HubLookup = (kind: string, name: string, variant: string | null) => Json | undefined

/** Most characters in all files together. */
const MAX_CHARACTERS = 5_000_000
const MAX_PATTERNS = 200
/** Root keys that are read separately; all others are settings of the project. */
const SEPARATE_KEYS = new Set([
  'plugins',
  'environments',
  'jobs',
  'schedules',
  'env',
  'include_paths',
  'version',
])

/** Settings of a project, optionally followed by a dot and the name of a part. */
const SETTINGS = new Set([
  'default_environment',
  'send_anonymous_usage_stats',
  'project_id',
  'requires_meltano',
  'database_uri',
  'database_max_retries',
  'database_retry_timeout',
  'python',
  'state_backend',
  'venv',
  'project_readonly',
  'cli',
  'elt',
  'experimental',
  'ff',
  'hub_api_root',
  'hub_url',
  'hub_url_auth',
  'snowplow',
  'auto_install',
  'annotations',
])

/**
 * Reads a Meltano project from the texts of its files: `meltano.yml`, the files in its `include_paths`, `.env` and the lock
 * files under `plugins/`. Nothing is executed, expanded or fetched. Unreadable parts of a file are listed in `problems` with
 * their line; an included file that is not valid YAML goes to `unread`. Throws AppError `invalid` with file and line if
 * `meltano.yml` is not valid YAML or the project grows without bounds.
 */
export function readProject(
  projectFiles: readonly ProjectFile[],
  hub: HubLookup = () => undefined,
): MeltanoProject {
  const files = new Map(projectFiles.map((file) => [file.path, file]))
  const main = files.get('meltano.yml')
  const start = { file: 'meltano.yml', line: 1 }
  if (main === undefined) throw refusal(start, 'The file is missing. Choose the folder that holds it.')
  if (projectFiles.reduce((sum, { text }) => sum + text.length, 0) > MAX_CHARACTERS) {
    const limit = formatNumber(MAX_CHARACTERS)
    throw refusal(start, `The files of the project are longer than ${limit} characters together.`)
  }
  if (main.isOutside === true) throw refusal(start, 'It is a link that leads out of the project.')
  const fields = new PartFields()
  const first = readProjectYaml(main.path, main.text)
  if (first.root.kind !== 'map')
    throw refusal(start, 'A project must be a mapping with keys such as "plugins".')
  const documents = [{ path: main.path, ...first }]
  fields.problems.push(...first.problems)
  const included = includedFiles(fields, first.root, projectFiles)
  const unread: UnreadFile[] = []
  for (const { path, text } of included.files) {
    const next = tryRead(path, text, unread)
    if (next === undefined) continue
    fields.problems.push(...next.problems)
    if (next.root.kind === 'map') documents.push({ path, ...next })
    else fields.report(next.root.place, 'An included file must be a mapping.')
    if (next.root.kind === 'map' && next.root.entries.has('include_paths')) {
      fields.report(next.root.place, '"include_paths" has an effect in meltano.yml only.')
    }
  }
  const root = documents.map((file) => file.root).reduce(mergeParts)
  const find = definitions(fields, files, hub)
  return {
    files: documents.map(({ path, document }) => ({ path, document })),
    plugins: readPlugins(fields, root, find),
    environments: readEnvironments(fields, root),
    jobs: readJobs(fields, root),
    schedules: readSchedules(fields, root),
    env: fields.object(root, 'env'),
    envPlaces: placesOf(member(root, 'env')),
    dotenv: readDotenv(fields, files.get('.env')),
    settings: readSettings(root),
    emptyPatterns: included.empty,
    unread,
    problems: [...unread.map(({ problem }) => problem), ...fields.problems],
  }
}

/** Reads a file of the project; undefined if it cannot be read, which is recorded. */
function tryRead(path: string, text: string, unread: UnreadFile[]): ProjectDocument | undefined {
  try {
    return readProjectYaml(path, text)
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error
    const { place, message } = error.problem
    unread.push(unreadFile(path, text, { place, message: `${message} ${NOT_READ}` }))
    return undefined
  }
}

const NOT_READ = 'The file is not read. What was imported from it before stays as it is.'

const placesOf = (map: Part | undefined): Map<string, Place> =>
  new Map(map?.kind === 'map' ? Array.from(map.entries, ([name, { place }]) => [name, place]) : [])

function readSettings(root: Part): MeltanoProject['settings'] {
  const settings: MeltanoProject['settings'] = new Map()
  for (const [key, part] of root.kind === 'map' ? root.entries : []) {
    if (SEPARATE_KEYS.has(key)) continue
    const isKnown = SETTINGS.has(key.split('.')[0] ?? key)
    settings.set(key, { place: part.place, value: valueOf(part), isKnown })
  }
  return settings
}

/** Lists the files that match the patterns, in the order of the patterns and then of the paths, without duplicates. */
function includedFiles(
  fields: PartFields,
  root: Part,
  projectFiles: readonly ProjectFile[],
): { files: ProjectFile[]; empty: MeltanoProject['emptyPatterns'] } {
  const found = new Set<ProjectFile>()
  const empty: MeltanoProject['emptyPatterns'] = []
  const sorted = projectFiles.toSorted((a, b) => (a.path < b.path ? -1 : 1))
  const patterns = fields.list(root, 'include_paths')
  for (const part of patterns.slice(MAX_PATTERNS, MAX_PATTERNS + 1)) {
    fields.report(part.place, `Only the first ${MAX_PATTERNS} entries of "include_paths" are read.`)
  }
  for (const part of patterns.slice(0, MAX_PATTERNS)) {
    const pattern = part.kind === 'scalar' && typeof part.value === 'string' ? part.value : undefined
    const inside = pattern === undefined ? undefined : insideProject(pattern)
    if (inside === undefined) {
      const message = 'An entry of "include_paths" must be a path inside the project. It is not read.'
      fields.report(part.place, message)
      continue
    }
    let hasMatch = false
    for (const file of sorted) {
      if (insideProject(file.path) !== file.path || !matchesPattern(inside, file.path)) continue
      hasMatch = true
      if (file.path === 'meltano.yml') continue
      if (file.isOutside === true) {
        fields.report(part.place, `"${file.path}" is a link that leads out of the project. It is not read.`)
      } else found.add(file)
    }
    if (!hasMatch) empty.push({ place: part.place, pattern: inside })
  }
  return { files: [...found], empty }
}

/** Returns a lookup of definitions in lock files, at `plugins/<kind>/<name>[--<variant>].lock`, and in the hub. */
function definitions(
  fields: PartFields,
  files: ReadonlyMap<string, ProjectFile>,
  hub: HubLookup,
): FindDefinition {
  const damaged = new Set<string>()
  const fromLock = (path: string): Json | undefined => {
    const file = files.get(path)
    if (file === undefined || file.isOutside === true || damaged.has(path)) return undefined
    fields.problems.push(...unreadCharacters(path, file.text))
    const value = nestsDeeper(file.text, MAX_JSON_LEVELS) ? undefined : tryParseJson(file.text)
    if (isJsonObject(value)) return value
    damaged.add(path)
    fields.report({ file: path, line: 1 }, 'The lock file is not a JSON object. It is not read.')
    return undefined
  }
  return (kind, name, variant) => {
    const paths = variant === null ? [] : [`plugins/${kind}/${name}--${variant}.lock`]
    for (const path of [...paths, `plugins/${kind}/${name}.lock`]) {
      const lock = fromLock(path)
      if (lock !== undefined) return { fields: readPluginFields(fields, partOf(lock, path)), from: 'lock' }
    }
    const definition = hub(kind, name, variant)
    return definition === undefined
      ? undefined
      : { fields: readPluginFields(fields, partOf(definition, 'MeltanoHub')), from: 'hub' }
  }
}

/** Converts JSON to a part; every value gets line 1, because lines are unknown here. */
function partOf(value: Json, file: string): Part {
  const place = { file, line: 1 }
  if (Array.isArray(value)) {
    return { kind: 'list', place, size: 1, items: value.map((item) => partOf(item, file)) }
  }
  if (!isJsonObject(value)) return { kind: 'scalar', place, size: 1, value }
  const entries = new Map(Object.entries(value).map(([key, inner]) => [key, partOf(inner, file)]))
  return { kind: 'map', place, size: 1, entries }
}

function readEnvironments(fields: PartFields, root: Part): ProjectEnvironment[] {
  return fields.named(root, 'environments').map(({ part, name }) => {
    fields.reportUnknownKeys(
      part,
      ['name', 'env', 'config', 'state_id_suffix', 'annotations'],
      `the environment "${name}"`,
    )
    const config = part.kind === 'map' ? part.entries.get('config') : undefined
    if (config !== undefined) {
      fields.object(part, 'config')
      fields.reportUnknownKeys(config, ['plugins'], `the configuration of "${name}"`)
    }
    const plugins = config?.kind === 'map' ? config.entries.get('plugins') : undefined
    if (plugins !== undefined) fields.reportUnknownKeys(plugins, PLUGIN_KINDS, `the plugins of "${name}"`)
    return {
      place: part.place,
      name,
      env: fields.object(part, 'env'),
      stateIdSuffix: fields.text(part, 'state_id_suffix'),
      annotations: fields.object(part, 'annotations'),
      plugins: plugins === undefined ? [] : environmentPlugins(fields, plugins),
    }
  })
}

const environmentPlugins = (fields: PartFields, plugins: Part): EnvironmentPlugin[] =>
  PLUGIN_KINDS.flatMap((kind) =>
    fields.named(plugins, kind).map(({ part, name }) => ({
      ...readPluginFields(fields, part),
      place: part.place,
      kind,
      name,
    })),
  )

function readDotenv(fields: PartFields, file: ProjectFile | undefined): Map<string, EnvLine> {
  if (file === undefined || file.isOutside === true) return new Map()
  fields.problems.push(...unreadCharacters(file.path, file.text))
  const { variables, unread } = readEnvFile(file.text)
  for (const line of unread) fields.report({ file: file.path, line }, 'The line does not set a variable.')
  return variables
}
