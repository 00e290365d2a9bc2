import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import { parseJson } from '@flx/shared/json/json-text'
import { pluginNameSchema, type PluginType } from '@flx/shared/plugins/plugin'
import { overlaySettings } from '@flx/shared/settings/setting-layers'
import { lookUp, nameParts } from '@flx/shared/settings/setting-path'

import { readSettings } from '../../../plugins/hub-definition.ts'
import { envSecretPath } from '../../../settings/secrets/env-secrets.ts'
import type { EnvironmentPlugin, ProjectPlugin } from '../../project.ts'
import { isDbt, KINDS } from './plugin-kinds.ts'
import { programOf, type Program } from './plugin-program.ts'
import type { WantedPlugin } from '../represented.ts'
import { variableName } from '../../../settings/plugin-variables.ts'
import { levelOf, variablesIn, type Level, type Variables } from '../variables.ts'

export interface PluginContext {
  /** By `kind/name`. */
  plugins: ReadonlyMap<string, ProjectPlugin>
  ofEnvironment: ReadonlyMap<string, EnvironmentPlugin>
  /** The levels of the project and its environment, without `.env` and filled-in values. */
  shared: readonly Level[]
  variables: Variables
  /** Names from `.env` and filled-in values. */
  secretNames: readonly string[]
  /** The project's folder on this machine, if it has one. */
  folder: string | null
}

/** Converts a plugin to our terms, or explains why it has no place here. */
export function representPlugin(
  plugin: ProjectPlugin,
  context: PluginContext,
): WantedPlugin | { leftOut: string } {
  if (plugin.kind === 'files') {
    return { leftOut: 'It copies templates into a project folder. There is nothing to install or start.' }
  }
  if (plugin.kind === 'transforms') {
    return { leftOut: 'It is a package of dbt models. Add it to the packages of your dbt project.' }
  }
  if (!isPluginName(plugin.name)) {
    return { leftOut: 'Its name contains characters that plugin names cannot contain here. Rename it.' }
  }
  if (plugin.broken !== null && plugin.pipUrl === null && plugin.executable === null) {
    return { leftOut: plugin.broken }
  }
  const parent = context.plugins.get(`${plugin.kind}/${plugin.parents.at(-1) ?? ''}`)
  if (
    plugin.inheritFrom !== null &&
    plugin.broken === null &&
    parent === undefined &&
    plugin.definition === 'own'
  ) {
    if (plugin.inheritFrom !== plugin.name && plugin.pipUrl === null && plugin.executable === null) {
      return {
        leftOut: `It inherits from "${plugin.inheritFrom}", which none of the files defines. Add the file that defines it.`,
      }
    }
  }
  const dbt = isDbt(plugin)
  const scope = scopeOf(plugin, context)
  const settings = readSettings(ownSettings(plugin, parent))
  const program = programOf(plugin, parent, { dbt, folder: context.folder, expand: scope.variables })
  if ('leftOut' in program) return program
  const wanted: WantedPlugin = {
    key: `${plugin.kind}/${plugin.name}`,
    kind: dbt ? 'transformer' : KINDS[plugin.kind].kind,
    place: plugin.place,
    name: plugin.name,
    type: dbt ? 'transformer' : KINDS[plugin.kind].type,
    mode: dbt ? 'post-load' : KINDS[plugin.kind].mode,
    fields: fieldsOf(plugin, parent, program),
    settingDefinitions: settings.definitions,
    settings: {},
    env: {},
    secrets: [],
    setBy: [],
    missing: [],
    notes: [...program.notes, ...settings.notes, ...notesOf(plugin, dbt, context)],
  }
  fillSettings(wanted, plugin, parent, context, scope)
  // A child inherits its parent's variables.
  fillEnv(wanted, scope, parent === undefined ? context.shared : [], (name) =>
    hasFromParent(plugin, parent, name),
  )
  return wanted
}

const isPluginName = (name: string): boolean => pluginNameSchema.safeParse(name).data === name

/** Converts a mapping to a plugin of its own that shares the mapper's program. */
export function representMapping(
  mapper: WantedPlugin,
  mapping: ProjectPlugin['mappings'][number],
  context: PluginContext,
): WantedPlugin | { leftOut: string } {
  if (!isPluginName(mapping.name)) {
    return { leftOut: 'Its name contains characters that plugin names cannot contain here. Rename it.' }
  }
  const wanted: WantedPlugin = {
    ...mapper,
    key: `mappings/${mapping.name}`,
    place: mapping.place,
    name: mapping.name,
    fields: { inheritFrom: mapper.fields.inheritFrom ?? mapper.name },
    settingDefinitions: [],
    settings:
      mapper.fields.inheritFrom === undefined ? mapping.config : { ...mapper.settings, ...mapping.config },
    env: {},
    secrets: [],
    setBy: [],
    missing: [],
    notes: [],
  }
  const scope: Scope = { variables: context.variables, levels: [] }
  addReferenced(wanted, textsOf(wanted.settings), scope, context.secretNames)
  return wanted
}

interface Scope {
  variables: Variables
  /** The levels that belong to this plugin. */
  levels: readonly Level[]
}

function scopeOf(plugin: ProjectPlugin, { variables, ofEnvironment }: PluginContext): Scope {
  const environmentPlugin = ofEnvironment.get(`${plugin.kind}/${plugin.name}`)
  const levels = [
    levelOf(plugin.env),
    ...(environmentPlugin === undefined ? [] : [levelOf(environmentPlugin.env)]),
  ]
  return { variables: variables.with(...levels), levels }
}

function fieldsOf(
  plugin: ProjectPlugin,
  parent: ProjectPlugin | undefined,
  program: Program,
): WantedPlugin['fields'] {
  const capabilities = program.capabilities ?? plugin.capabilities
  return {
    ...(plugin.variant === null || parent !== undefined ? {} : { variant: plugin.variant.slice(0, 255) }),
    ...(plugin.label === null ? {} : { label: plugin.label.slice(0, 255) }),
    ...(plugin.python === null ? {} : { python: plugin.python.slice(0, 255) }),
    ...(capabilities.length === 0 || (parent !== undefined && plugin.own.capabilities.length === 0)
      ? {}
      : { capabilities: capabilities.slice(0, 50) }),
    ...(parent === undefined ? {} : { inheritFrom: parent.name }),
    ...program.fields,
  }
}

/** Returns the plugin's own definitions; those of a parent are taken from the parent. */
const ownSettings = (plugin: ProjectPlugin, parent: ProjectPlugin | undefined): Json[] =>
  parent === undefined ? plugin.settings : plugin.own.settings

function notesOf(plugin: ProjectPlugin, dbt: boolean, { folder }: PluginContext): string[] {
  const notes = plugin.broken === null ? [] : [`${plugin.broken} It inherits nothing.`]
  if (dbt) {
    notes.push(
      'Its dbt project must be where this server can reach it: choose a folder or a git repository in its settings.',
    )
    const unread = Object.keys(plugin.commands).filter((name) => argsOf(plugin.commands[name]) === undefined)
    if (unread.length > 0) notes.push(`Its commands without arguments are skipped: ${unread.join(', ')}.`)
  } else if (Object.keys(plugin.commands).length > 0) {
    notes.push(`Its commands are not executed here: ${Object.keys(plugin.commands).join(', ')}.`)
  }
  if (folder === null && JSON.stringify([plugin.config, plugin.extras]).includes('MELTANO_PROJECT_ROOT')) {
    notes.push('MELTANO_PROJECT_ROOT is the folder for the files of connectors here. Put its files there.')
  }
  return notes
}

/** Merges settings: those inherited through other plugins, the file's own, the environment's, then variables. */
function fillSettings(
  wanted: WantedPlugin,
  plugin: ProjectPlugin,
  parent: ProjectPlugin | undefined,
  context: PluginContext,
  scope: Scope,
): void {
  const ancestors = plugin.parents
    .slice(0, -1)
    .flatMap((name) => context.plugins.get(`${plugin.kind}/${name}`) ?? [])
  const environmentPlugin = context.ofEnvironment.get(`${plugin.kind}/${plugin.name}`)
  const layers =
    parent === undefined
      ? [withExtras(plugin)]
      : [...ancestors.toReversed().map(({ own }) => withExtras(own)), withExtras(plugin.own)]
  if (environmentPlugin !== undefined) layers.push(withExtras(environmentPlugin))
  const definitions = wanted.settingDefinitions
  const settings = layers.reduce((below, layer) => overlayKeys(below, layer), {} as JsonObject)
  if (wanted.mode === 'post-load' && Object.keys(plugin.commands).length > 0) {
    const commands = Object.entries(plugin.commands).flatMap(([name, command]) => {
      const args = argsOf(command)
      return args !== undefined && args !== name ? [[name, args] as const] : []
    })
    if (commands.length > 0) settings['_commands'] = Object.fromEntries(commands)
  }
  // Null removes a value of the parent; without a parent it has no effect.
  wanted.settings = Object.fromEntries(
    Object.entries(settings).filter(([, value]) => value !== null || parent !== undefined),
  )
  const names = [...definitions.map(({ name }) => name), ...(EXTRAS[wanted.type] ?? [])]
  const prefixes = [plugin.name, ...(plugin.namespace === null ? [] : [plugin.namespace])].map(variableName)
  for (const name of context.secretNames.concat(...scope.levels.concat(context.shared).map(namesOf))) {
    const definition = definitions.find(({ env }) => env === name)
    const prefix = prefixes.find((candidate) => name.startsWith(`${candidate}_`))
    const rest = prefix === undefined ? null : name.slice(prefix.length + 1)
    const setting =
      definition?.name ??
      [...names, ...Object.keys(wanted.settings)].find(
        (candidate) => rest !== null && variableName(candidate) === rest,
      ) ??
      (rest !== null && definitions.length === 0 && /^[^_]/.test(rest) ? rest.toLowerCase() : undefined)
    const found = setting === undefined ? undefined : scope.variables.find(name)
    if (setting === undefined || found === undefined) continue
    // A variable is text: if it equals the setting's value, the setting keeps its type.
    const current = wanted.settings[setting]
    if (current === undefined || typeof current === 'string' || JSON.stringify(current) !== found.value)
      wanted.settings[setting] = settingValue(found, setting)
    wanted.setBy.push(name)
    if (found.isSecret) wanted.secrets.push(nameParts(setting))
  }
  addReferenced(wanted, textsOf(wanted.settings), scope, context.secretNames)
}

/** Returns the arguments of a command, which is a text or has `args`. */
function argsOf(command: Json | undefined): string | undefined {
  const args = isJsonObject(command) ? command['args'] : command
  return typeof args === 'string' ? args : undefined
}

const EXTRAS: Partial<Record<PluginType, string[]>> = {
  extractor: ['_select', '_metadata', '_schema', '_load_schema', '_select_filter', '_catalog', '_state'],
  loader: ['_dialect', '_target_schema'],
}

const namesOf = ({ values }: Level): string[] => [...values.keys()]

const withExtras = ({ config, extras }: { config: JsonObject; extras: JsonObject }): JsonObject => ({
  ...config,
  ...extras,
})

/** Overlays a later layer on an earlier one; settings that neither splits into parts keep their spelling. */
function overlayKeys(below: JsonObject, above: JsonObject): JsonObject {
  const result = { ...below }
  for (const [key, value] of Object.entries(above)) {
    const existing = lookUp(result, key)
    if (isJsonObject(value) && isJsonObject(existing) && !key.startsWith('_')) {
      Object.assign(result, overlaySettings(result, { [key]: value }))
    } else if (existing === undefined || Object.hasOwn(result, key)) result[key] = value
    else Object.assign(result, overlaySettings(result, { [key]: value }))
  }
  return result
}

/**
 * Converts a variable's text to a setting: extras are JSON. A dollar sign in `.env` is literal; a reference in YAML stays one.
 */
function settingValue({ value: text, isSecret }: { value: string; isSecret: boolean }, name: string): Json {
  if (name.startsWith('_') && /^\s*[[{]/.test(text)) {
    try {
      return parseJson(text)
    } catch {
      return text
    }
  }
  return isSecret ? text.replaceAll(/\$(?=[A-Z{])/g, String.raw`\$`) : text
}

/** Generates all texts in a value, at any depth. */
function* textsOf(value: Json): Generator<string> {
  if (typeof value === 'string') yield value
  else if (Array.isArray(value)) for (const inner of value) yield* textsOf(inner)
  else if (isJsonObject(value)) for (const inner of Object.values(value)) yield* textsOf(inner)
}

/** Gives the plugin the variables its settings refer to, and notes those without a value. */
function addReferenced(
  wanted: WantedPlugin,
  texts: Iterable<string>,
  { variables }: Scope,
  secretNames: readonly string[],
): void {
  const names = new Set<string>()
  for (const text of texts) for (const name of variablesIn(text)) names.add(name)
  for (const name of names) {
    const found = variables.find(name)
    if (found === undefined) {
      if (!name.startsWith('MELTANO_')) wanted.missing.push(name)
    } else setVariable(wanted, name, found, secretNames.includes(name))
  }
}

function setVariable(
  wanted: WantedPlugin,
  name: string,
  { value, isSecret }: { value: string; isSecret: boolean },
  fromSecret: boolean,
): void {
  if (Object.hasOwn(wanted.env, name)) return
  wanted.env[name] = value
  if (isSecret || fromSecret) wanted.secrets.push(envSecretPath(name))
  for (const reference of variablesIn(value)) {
    if (!reference.startsWith('MELTANO_') && !wanted.missing.includes(reference))
      wanted.missing.push(reference)
  }
}

/** Whether a plugin has a variable unchanged from its parent. */
const hasFromParent = (plugin: ProjectPlugin, parent: ProjectPlugin | undefined, name: string): boolean =>
  parent !== undefined &&
  Object.hasOwn(parent.env, name) &&
  JSON.stringify(parent.env[name]) === JSON.stringify(plugin.env[name])

/** Adds the variables of the project, environment and plugin, which Meltano passes to the program. */
function fillEnv(
  wanted: WantedPlugin,
  { variables, levels }: Scope,
  shared: readonly Level[],
  inherits: (name: string) => boolean,
): void {
  for (const name of [...shared, ...levels].flatMap(namesOf)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || inherits(name)) continue
    const found = variables.find(name)
    if (found !== undefined) setVariable(wanted, name, found, false)
  }
}
