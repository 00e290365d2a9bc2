import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json'
import { nestSettings, overlaySettings, type SettingDefinition } from '@flx/shared/plugin'
import { hasUrlCredentials, isSecretSetting, SECRET_MARKER } from '@flx/shared/secret'

import { AppError } from './errors.ts'
import { coerceSetting } from './setting-kinds.ts'

/** Where `$NAME` and `file:…` values come from. */
export interface References {
  variable(name: string): string | undefined
  /** Throws when the file cannot be read. */
  file(path: string): Promise<string>
}

export interface ResolvedConfig {
  /** What the plugin's config file holds: nested, without nulls and without the settings for the runner. */
  config: JsonObject
  /** Settings for the runner, without their leading "_" (`select`, `metadata`, `load_schema` …). */
  extras: JsonObject
  /** Values to be masked. */
  secrets: string[]
  /** The same configuration with secrets as markers, for people. */
  redacted: JsonObject
}

/**
 * Lays the layers over each other, weakest first (decision 14): definition defaults, then `layers`. Resolves
 * references, turns values into their kind, checks that required settings are there.
 * Throws AppError `invalid` naming plugin and setting, never a value.
 */
export async function resolveConfig(options: {
  plugin: string
  definitions: readonly SettingDefinition[]
  layers: readonly JsonObject[]
  references: References
  /** Dates may be relative to it. */
  now: Date
}): Promise<ResolvedConfig> {
  const { plugin, definitions, references, now } = options
  const context: Walk = { plugin, references, now, secrets: [], definitions: byName(definitions) }
  const defaults: JsonObject = {}
  for (const { name, value } of definitions) {
    const known = typeof value === 'string' ? defaultText(value, references) : value
    if (known !== undefined && known !== null) defaults[name] = known
  }
  let merged = nestSettings(defaults)
  for (const layer of options.layers) merged = overlaySettings(merged, nestSettings(layer, 'keep'))

  const extras: JsonObject = {}
  const given: JsonObject = {}
  for (const [name, value] of Object.entries(merged)) {
    if (name.startsWith('_')) extras[name.slice(1)] = value
    else given[name] = value
  }
  const { resolved, redacted } = await walk(context, given, [], false)
  requireSettings(plugin, definitions, resolved as JsonObject)
  return {
    config: resolved as JsonObject,
    extras,
    secrets: context.secrets,
    redacted: redacted as JsonObject,
  }
}

interface Walk {
  plugin: string
  references: References
  now: Date
  secrets: string[]
  definitions: Map<string, SettingDefinition>
}

async function walk(
  context: Walk,
  value: Json,
  path: readonly string[],
  inSecret: boolean,
): Promise<{ resolved: Json; redacted: Json }> {
  const name = path.join('.')
  const definition = context.definitions.get(name)
  const secret =
    inSecret ||
    (path.length > 0 && isSecretSetting(path.at(-1) ?? '', definition?.kind, definition?.sensitive))
  if (isJsonObject(value) && definition?.kind !== 'object') {
    const resolved: JsonObject = {}
    const redacted: JsonObject = {}
    for (const [key, inner] of Object.entries(value)) {
      const part = await walk(context, inner, [...path, key], secret)
      if (part.resolved === null) continue
      resolved[key] = part.resolved
      redacted[key] = part.redacted
    }
    return { resolved, redacted }
  }
  const expanded = await expand(context, value, name)
  const resolved = coerceSetting(expanded, definition, { plugin: context.plugin, name, now: context.now })
  collectSecrets(resolved, secret, context.secrets)
  return { resolved, redacted: redact(resolved, secret) }
}

/** Strings anywhere inside a value may be references. */
async function expand(context: Walk, value: Json, name: string): Promise<Json> {
  if (typeof value === 'string') return expandText(context, value, name)
  if (Array.isArray(value)) return Promise.all(value.map((inner) => expand(context, inner, name)))
  if (!isJsonObject(value)) return value
  const entries = Object.entries(value).map(
    async ([key, inner]) => [key, await expand(context, inner, `${name}.${key}`)] as const,
  )
  return Object.fromEntries(await Promise.all(entries))
}

const WHOLE = /^\$(?:([A-Z_][A-Z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)\})$/
const FILE = /^file:(?!\/\/)(.+)$/

async function expandText(context: Walk, text: string, name: string): Promise<string> {
  if (text.startsWith(String.raw`\$`)) return text.slice(1)
  const variable = WHOLE.exec(text)
  if (variable !== null) {
    const variableName = variable[1] ?? variable[2] ?? ''
    const found = context.references.variable(variableName)
    if (found === undefined) {
      throw problem(
        context.plugin,
        name,
        `it refers to the environment variable ${variableName}, which the server does not have. Set it before the server starts, or write \\$ for a literal dollar sign.`,
      )
    }
    // Whatever setting it is in: what is called a password is one.
    if (isSecretSetting(variableName)) context.secrets.push(found)
    return found
  }
  const path = FILE.exec(text)?.[1]
  if (path === undefined) return text
  try {
    return (await context.references.file(path)).replace(/\r?\n$/, '')
  } catch (error) {
    throw problem(context.plugin, name, `the file it refers to cannot be read.`, error)
  }
}

/** Hub defaults may name variables of Meltano; one that is unknown means "no default". */
function defaultText(text: string, references: References): string | undefined {
  let missing = false
  const expanded = text.replaceAll(
    /\$(?:([A-Z_][A-Z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)\})/g,
    (_match, plain: string | undefined, braced: string | undefined) => {
      const found = references.variable(plain ?? braced ?? '')
      if (found === undefined) missing = true
      return found ?? ''
    },
  )
  return missing ? undefined : expanded
}

function collectSecrets(value: Json, secret: boolean, secrets: string[]): void {
  if (typeof value === 'string') {
    if (secret) secrets.push(value)
    else if (hasUrlCredentials(value)) secrets.push(value, ...urlPasswords(value))
  } else if (typeof value === 'number' && secret) secrets.push(String(value))
  else if (Array.isArray(value)) for (const inner of value) collectSecrets(inner, secret, secrets)
  else if (isJsonObject(value)) {
    for (const [key, inner] of Object.entries(value)) {
      collectSecrets(inner, secret || isSecretSetting(key), secrets)
    }
  }
}

function redact(value: Json, secret: boolean): Json {
  if (secret || hasUrlCredentials(value)) return { ...SECRET_MARKER }
  if (Array.isArray(value)) return value.map((inner) => redact(inner, false))
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, redact(inner, isSecretSetting(key))]),
  )
}

/** As it stands there, and as a program reads it. */
function urlPasswords(url: string): string[] {
  const password = /:\/\/[^/\s:@]*:([^/\s@]+)@/.exec(url)?.[1] ?? url
  try {
    return [password, decodeURIComponent(password)]
  } catch {
    return [password]
  }
}

function requireSettings(
  plugin: string,
  definitions: readonly SettingDefinition[],
  config: JsonObject,
): void {
  const missing = definitions
    .filter(({ required, name }) => required === true && !hasValue(config, name))
    .map(({ label, name }) => (label === undefined ? name : `${label} (${name})`))
  if (missing.length === 0) return
  throw new AppError(
    'invalid',
    `${plugin} needs ${missing.length === 1 ? 'a value for the setting' : 'values for the settings'} ${missing.join(', ')}. Give ${missing.length === 1 ? 'it' : 'them'} in the pipeline's configuration or on the plugin's page.`,
  )
}

function hasValue(config: JsonObject, name: string): boolean {
  let node: Json | undefined = config
  for (const part of name.split('.')) {
    node = isJsonObject(node) && Object.hasOwn(node, part) ? node[part] : undefined
  }
  return node !== undefined && node !== null && node !== ''
}

const byName = (definitions: readonly SettingDefinition[]): Map<string, SettingDefinition> =>
  new Map(definitions.map((definition) => [definition.name, definition]))

const problem = (plugin: string, name: string, what: string, cause?: unknown): AppError =>
  new AppError('invalid', `The setting ${name} of ${plugin} cannot be used: ${what}`, { cause })
