import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import type { SettingDefinition } from '@flx/shared/plugins/plugin'
import { isSecretMarker, isSecretSetting } from '@flx/shared/settings/secret'
import { isSecretEntry, isSecretText } from '@flx/shared/settings/secret-values'
import { nameParts } from '@flx/shared/settings/setting-path'

/** Meltano's words in variable names for a kind of plugin. */
const WORDS = {
  extract: { noun: 'EXTRACTOR', verb: 'EXTRACT' },
  map: { noun: 'MAPPER', verb: 'MAP' },
  load: { noun: 'LOADER', verb: 'LOAD' },
  transform: { noun: 'TRANSFORMER', verb: 'TRANSFORM' },
} as const

/** The identity of a plugin, as its variables contain it. */
export interface PluginIdentity {
  kind: keyof typeof WORDS
  name: string
  /** The plugin it inherits from. */
  parent: string | undefined
  variant: string
}

/** Returns `MELTANO_EXTRACTOR_NAME` and the like. */
export function identityVariables({ kind, name, variant }: PluginIdentity): Record<string, string> {
  const { noun } = WORDS[kind]
  return {
    [`MELTANO_${noun}_NAME`]: name,
    [`MELTANO_${noun}_NAMESPACE`]: name.replaceAll(/[^A-Za-z0-9]/g, '_'),
    [`MELTANO_${noun}_VARIANT`]: variant === '' ? 'default' : variant,
  }
}

/** The settings of a plugin; those for the runner start with "_". */
export type SettingValues = Readonly<Record<string, Json>>

/**
 * Returns a plugin's settings as its own variables, including secrets: `auth.token` of the extractor `tap-x` gives
 * `TAP_X_AUTH_TOKEN` and `MELTANO_EXTRACT_AUTH_TOKEN`, `_select` gives `TAP_X__SELECT`, a definition's `env` gives that name
 * (SINGER.md §2.5). A setting of kind object appears both as JSON and leaf by leaf.
 */
export function settingVariables(
  identity: PluginIdentity,
  settings: SettingValues,
  definitions: readonly SettingDefinition[],
): Record<string, string> {
  const prefixes = prefixesOf(identity)
  const variables: Record<string, string> = {}
  for (const { name, value, definition } of namedValues(settings, definitions)) {
    const ownName = definition?.env
    if (ownName !== undefined && /^[A-Za-z_][A-Za-z0-9_]*$/.test(ownName)) variables[ownName] = text(value)
    for (const prefix of prefixes) variables[`${prefix}_${variableName(name)}`] = text(value)
  }
  return withinLimits(variables)
}

/**
 * Returns the same for the plugins that follow, without secrets: built from the displayed settings. Loaders take their schema
 * from `MELTANO_EXTRACT__LOAD_SCHEMA`.
 */
export function passedOnVariables(
  identity: PluginIdentity,
  shown: SettingValues,
  definitions: readonly SettingDefinition[],
): Record<string, string> {
  const visible = definitions.filter((definition) => !isSecretDefinition(definition))
  return settingVariables(identity, withoutSecrets(shown, definitions), visible)
}

/** Lists the variables that represent a setting of plugins with these names, for every kind of plugin. */
export function variablesOfSetting(
  plugins: readonly string[],
  { name, env, aliases = [] }: SettingDefinition,
): string[] {
  const prefixes = [
    ...plugins.map(variableName),
    ...Object.values(WORDS).map(({ verb }) => `MELTANO_${verb}`),
  ]
  const names = [name, ...aliases].flatMap((settingName) =>
    prefixes.map((prefix) => `${prefix}_${variableName(settingName)}`),
  )
  return env === undefined ? names : [env, ...names]
}

function prefixesOf({ kind, name, parent }: PluginIdentity): string[] {
  const names = parent === undefined ? [name] : [name, parent]
  return [...names.map(variableName), `MELTANO_${WORDS[kind].verb}`]
}

interface NamedValue {
  name: string
  value: Json
  definition: SettingDefinition | undefined
}

function* namedValues(
  settings: SettingValues,
  definitions: readonly SettingDefinition[],
): Generator<NamedValue> {
  const definitionsByName = new Map(
    definitions.map((definition) => [nameParts(definition.name).join('.'), definition]),
  )
  function* visit(node: SettingValues, prefix: string): Generator<NamedValue> {
    for (const [key, value] of Object.entries(node)) {
      const name = prefix + key
      const definition = definitionsByName.get(name)
      if (value === null) continue
      if (!isJsonObject(value)) yield { name, value, definition }
      else {
        if (definition?.kind === 'object') yield { name, value, definition }
        yield* visit(value, `${name}.`)
      }
    }
  }
  yield* visit(settings, '')
}

function withoutSecrets(settings: SettingValues, definitions: readonly SettingDefinition[]): JsonObject {
  const secret = new Set(definitions.filter(isSecretDefinition).map(({ name }) => nameParts(name).join('.')))
  const visit = (node: SettingValues, prefix: string): JsonObject =>
    Object.fromEntries(
      Object.entries(node).flatMap(([key, value]) => {
        const name = prefix + key
        // Names in runner settings are those of streams and fields.
        if (name.startsWith('_')) return holdsMarker(value) ? [] : [[key, value] as const]
        if (secret.has(name) || isSecretSetting(key)) return []
        if (Array.isArray(value) ? value.some(holdsSecret) : isSecretValue(value) || isSecretEntry(value))
          return []
        return [[key, isJsonObject(value) ? visit(value, `${name}.`) : value] as const]
      }),
    )
  return visit(settings, '')
}

const isSecretDefinition = ({ kind, sensitive }: SettingDefinition): boolean =>
  isSecretSetting('', kind, sensitive)

const isSecretValue = (value: Json): boolean => isSecretText(value) || isSecretMarker(value)

function holdsMarker(value: Json): boolean {
  if (isSecretValue(value)) return true
  const inner = Array.isArray(value) ? value : isJsonObject(value) ? Object.values(value) : []
  return inner.some(holdsMarker)
}

function holdsSecret(value: Json): boolean {
  if (isSecretValue(value)) return true
  if (Array.isArray(value)) return value.some(holdsSecret)
  if (!isJsonObject(value)) return false
  if (isSecretEntry(value)) return true
  return Object.entries(value).some(([key, inner]) => isSecretSetting(key) || holdsSecret(inner))
}

/**
 * Limits within which the operating system starts a program: length of a variable, their number and their total length. A NUL
 * is not allowed either.
 */
const MAX_LENGTH = 32_768
const LIMIT = 4000
const MAX_CHARACTERS = 500_000

function withinLimits(variables: Record<string, string>): Record<string, string> {
  let characters = 0
  return Object.fromEntries(
    Object.entries(variables)
      .filter(([, value]) => value.length <= MAX_LENGTH && !value.includes('\0'))
      .slice(0, LIMIT)
      .filter(([name, value]) => (characters += name.length + value.length) <= MAX_CHARACTERS),
  )
}

/** Converts the name of a plugin or setting to the form used in variables. */
export const variableName = (name: string): string => name.replaceAll(/[^A-Za-z0-9]/g, '_').toUpperCase()
const text = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value))
