import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'

import { AppError } from '../core/errors.ts'

/** The location of a dbt transform's project. */
export type DbtSource =
  | { kind: 'sample' }
  /** Below the folder `files` in the data folder. */
  | { kind: 'folder'; path: string }
  | { kind: 'git'; url: string; ref: string; folder: string; token: string | null }

/** The dbt command of a transform, with everything it needs. */
export interface DbtRequest {
  source: DbtSource
  /** The subcommand with its arguments, such as `build` or `docs generate`. */
  command: string[]
  vars: JsonObject
  /** Whether to read the database's columns afterwards, with `dbt docs generate`. */
  catalog: boolean
  target: string
  /** The output of the profile, with real values and with markers for secrets. */
  connection: { config: JsonObject; redacted: JsonObject }
}

interface Process {
  plugin: { name: string; pipUrl: string | null; executable: string | null; capabilities: readonly string[] }
  command: readonly string[]
  resolved: { config: JsonObject; redacted: JsonObject; extras: JsonObject }
  argument: string | null
}

/** Whether a transform uses dbt: by its program, or by the capability `dbt` if the program has another name. */
export const isDbt = ({ plugin, command }: Pick<Process, 'plugin' | 'command'>): boolean =>
  plugin.capabilities.includes('dbt') || command[0]?.split('/').at(-1) === 'dbt'

/** dbt arguments by transform command. */
export const DBT_COMMANDS: Record<string, readonly string[]> = {
  build: ['build'],
  run: ['run'],
  test: ['test'],
  seed: ['seed'],
  snapshot: ['snapshot'],
  compile: ['compile'],
  'docs-generate': ['docs', 'generate'],
  'source-freshness': ['source', 'freshness'],
}

/** Subcommands that support a rebuild instead of an incremental update. */
const FULL_REFRESH = new Set(['build', 'run', 'seed'])
/** Subcommands that support node selection. */
export const SELECTING: ReadonlySet<string> = new Set(['build', 'run', 'test', 'seed', 'snapshot'])

/** Settings that do not belong to the connection. Some are Meltano's and have no use here. */
const NOT_CONNECTION = new Set([
  ...[
    'project_source',
    'project_dir',
    'git_url',
    'git_ref',
    'git_folder',
    'git_token',
    'target',
    'vars',
    'catalog',
  ],
  ...['profiles_dir', 'target_path', 'log_path', 'skip_pre_invoke', 'cli_config_cmd', 'models'],
])

/** Builds the request from a plugin and its settings. Throws AppError `invalid` that says what to change. */
export function readDbtRequest(
  program: Process,
  options: { fullRefresh: boolean; files: string },
): DbtRequest {
  const { plugin, resolved } = program
  const { config, redacted } = resolved
  const command = commandOf(program)
  if (options.fullRefresh && FULL_REFRESH.has(command[0] ?? '')) command.push('--full-refresh')
  const { vars = {} } = config
  if (!isJsonObject(vars)) throw refusal(plugin.name, 'the setting "vars" must be an object')
  if (JSON.stringify(vars) !== JSON.stringify(redacted['vars'] ?? {})) {
    throw refusal(
      plugin.name,
      'the setting "vars" holds a secret, which other programs could read in the arguments of dbt. Set it as a variable of the plugin and read it with env_var() in the project',
    )
  }
  return {
    source: sourceOf(plugin.name, config),
    command,
    vars,
    catalog: config['catalog'] === true || config['catalog'] === 'true',
    target: text(config['target']) ?? 'flx',
    connection: connectionOf(plugin, config, redacted, options.files),
  }
}

const refusal = (plugin: string, reason: string): AppError =>
  new AppError('invalid', `${plugin} cannot be executed: ${reason}.`)

const text = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined

/**
 * Returns the subcommand with its arguments. The plugin's own commands, from the extra `_commands`, take precedence over the
 * built-in ones.
 */
function commandOf({ plugin, resolved, argument }: Process): string[] {
  const own = isJsonObject(resolved.extras['commands']) ? resolved.extras['commands'] : {}
  const name = argument ?? 'build'
  const custom = Object.hasOwn(own, name) ? own[name] : undefined
  const words = typeof custom === 'string' ? custom.trim().split(/\s+/) : custom
  if (Array.isArray(words) && words.length > 0 && words.every((word) => typeof word === 'string'))
    return words
  if (custom !== undefined) {
    throw refusal(
      plugin.name,
      `its command "${name}" must be text or a list of texts, such as "run --select daily"`,
    )
  }
  const builtIn = Object.hasOwn(DBT_COMMANDS, name) ? DBT_COMMANDS[name] : undefined
  if (builtIn !== undefined) return [...builtIn]
  throw refusal(
    plugin.name,
    `it does not have a command "${name}". It knows ${[...Object.keys(own), ...Object.keys(DBT_COMMANDS)].join(', ')}; others can be added in its setting "_commands"`,
  )
}

function sourceOf(plugin: string, config: JsonObject): DbtSource {
  const url = text(config['git_url'])
  const kind = text(config['project_source']) ?? (url === undefined ? 'folder' : 'git')
  if (kind === 'sample') return { kind }
  if (kind === 'folder') return { kind, path: text(config['project_dir']) ?? 'transform' }
  if (kind !== 'git') throw refusal(plugin, 'the setting "project_source" must be folder, git or sample')
  if (url === undefined) throw refusal(plugin, 'set "git_url" to the address of the repository')
  refuseAddress(plugin, url)
  const ref = text(config['git_ref']) ?? 'HEAD'
  if (!/^[A-Za-z0-9][\w./+@-]*$/.test(ref) || ref.includes('..')) {
    throw refusal(plugin, 'the setting "git_ref" must be a branch, a tag or a commit')
  }
  return {
    kind,
    url,
    ref,
    folder: text(config['git_folder']) ?? '.',
    token: text(config['git_token']) ?? null,
  }
}

/** Refuses addresses that are not on the network or contain a password: an address appears in arguments and in the log. */
function refuseAddress(plugin: string, url: string): void {
  const scp = /^[A-Za-z0-9_.-]+@[A-Za-z0-9.-]+:(?!\/\/)[^\s]+$/.test(url)
  const parsed = !scp && URL.canParse(url) ? new URL(url) : undefined
  if (
    !scp &&
    (parsed === undefined || !['https:', 'ssh:'].includes(parsed.protocol) || parsed.hostname === '')
  ) {
    throw refusal(plugin, 'the setting "git_url" must start with https:// or ssh://, or read git@host:path')
  }
  if (
    parsed !== undefined &&
    (parsed.password !== '' || (parsed.protocol === 'https:' && parsed.username !== ''))
  ) {
    throw refusal(
      plugin,
      'the setting "git_url" must not contain a user or password. Put the token into "git_token"',
    )
  }
}

function connectionOf(
  plugin: Process['plugin'],
  config: JsonObject,
  redacted: JsonObject,
  files: string,
): DbtRequest['connection'] {
  const connectionSettings = (settings: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(settings).filter(([name]) => !NOT_CONNECTION.has(name)))
  const adapter = text(config['type']) ?? adapterOf(plugin)
  const rest = connectionSettings(config)
  const defaults: JsonObject = {
    type: adapter,
    threads: 4,
    ...(adapter === 'duckdb' ? { schema: 'main' } : {}),
  }
  // dbt runs in its project's folder, but paths in settings are relative to the connectors' folder.
  const path = adapter === 'duckdb' ? text(rest['path']) : undefined
  const resolvedPath: JsonObject =
    path === undefined || /^(?:\/|:memory:|[a-z0-9_+-]+:)/i.test(path) ? {} : { path: `${files}/${path}` }
  return {
    config: { ...defaults, ...rest, ...resolvedPath },
    redacted: { ...defaults, ...connectionSettings(redacted), ...resolvedPath },
  }
}

function adapterOf({ name, pipUrl }: Process['plugin']): string {
  const packages = Array.from((pipUrl ?? '').matchAll(/\bdbt-([a-z0-9]+)/g), ([, found = '']) => found)
  const found = packages.find((adapter) => adapter !== 'core') ?? /^dbt-([a-z0-9]+)/.exec(name)?.[1]
  if (found !== undefined) return found
  throw refusal(name, 'its database is unknown. Set "type", such as postgres or duckdb')
}
