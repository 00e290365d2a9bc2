import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import { setOwn } from '@flx/shared/json/own-property'
import type { SettingDefinition } from '@flx/shared/plugins/plugin'
import { isSecretMarker, SECRET_MARKER } from '@flx/shared/settings/secret'
import { nestSettings, overlaySettings } from '@flx/shared/settings/setting-layers'
import { nameParts } from '@flx/shared/settings/setting-path'

import { AppError } from '../core/errors.ts'
import { secretTest, type SecretPath, type SecretTest } from './secrets/secret-paths.ts'
import { coerceSetting } from './setting-kinds.ts'
import { expandReferences, hasVariables, type References } from './setting-references.ts'

export interface ResolvedConfig {
  /** The content of the plugin's config file: nested, without null settings and without settings for the runner. */
  config: JsonObject
  /** Settings for the runner without the leading "_" (`select`, `metadata`, `load_schema` …), including Meltano's defaults. */
  extras: JsonObject
  /** The same with markers for secrets. */
  redactedExtras: JsonObject
  /** Values to mask. */
  secrets: string[]
  /** The same configuration with markers for secrets, for display. */
  redacted: JsonObject
}

/**
 * Merges the layers, weakest first: definition defaults, then `layers`. Resolves references, converts values to
 * their kind and checks that required settings are present. Throws AppError `invalid` naming plugin and setting, never a value.
 */
export async function resolveConfig(options: {
  plugin: string
  definitions: readonly SettingDefinition[]
  layers: readonly JsonObject[]
  /** The paths at which a layer holds a stored secret. */
  remembered?: readonly SecretPath[]
  references: References
  /** The runner settings that this type of plugin knows. */
  extraDefinitions?: readonly SettingDefinition[]
  /** Variables for the runner settings, once the plugin's own settings are known. */
  extraReferences?: (settings: Pick<ResolvedConfig, 'config' | 'redacted'>) => References
  /** Reference point for relative dates. */
  now: Date
}): Promise<ResolvedConfig> {
  const { plugin, definitions, references, now, extraDefinitions = [] } = options
  const context: Resolution = {
    ...{ plugin, references, now, secrets: [], definitions: byName(definitions) },
    isSecret: secretTest(definitions, options.remembered),
  }
  const defaults: JsonObject = {}
  const layers = options.layers.map((layer) => nestSettings(layer, definitions))
  for (const { name, value, origin } of [...extraDefinitions, ...definitions]) {
    if (value === undefined || value === null) continue
    if (origin === 'about' && !isObjectSet(name, layers)) continue
    // Skip a default whose variables are not set.
    if (typeof value !== 'string' || hasVariables(value, references)) defaults[name] = value
  }
  let merged = nestSettings(defaults, definitions)
  for (const layer of options.layers) merged = overlaySettings(merged, layer, definitions)

  const extras: JsonObject = {}
  const settingValues: JsonObject = {}
  for (const [name, value] of Object.entries(merged)) {
    if (name.startsWith('_')) extras[name] = value
    else settingValues[name] = value
  }
  const { resolved, redacted } = await resolveNode(context, settingValues, [], false)
  const settings = { config: resolved as JsonObject, redacted: redacted as JsonObject }
  requireSettings(plugin, definitions, settings.config)
  return {
    ...settings,
    ...(await resolveExtras(
      {
        ...context,
        definitions: byName(extraDefinitions),
        references: options.extraReferences?.(settings) ?? references,
      },
      extras,
    )),
    secrets: context.secrets,
  }
}

/**
 * Whether a layer contains the object around a setting. The connector applies its own defaults itself; a single one of them
 * would create an object that was left out, which then lacks its required members: `ssh_tunnel: {enable: false}`.
 */
function isObjectSet(name: string, layers: readonly JsonObject[]): boolean {
  const parents = nameParts(name).slice(0, -1)
  return layers.some((layer) => {
    let node: Json | undefined = layer
    for (const part of parents)
      node = isJsonObject(node) && Object.hasOwn(node, part) ? node[part] : undefined
    return isJsonObject(node)
  })
}

/** Resolves the settings for the runner: text becomes the list or object that it represents. */
async function resolveExtras(
  context: Resolution,
  extras: JsonObject,
): Promise<Pick<ResolvedConfig, 'extras' | 'redactedExtras'>> {
  const parts = await Promise.all(
    Object.entries(extras).map(async ([name, value]) => {
      const part = await resolveValue(context, value, [name], false)
      return [name.slice(1), part] as const
    }),
  )
  return {
    extras: Object.fromEntries(parts.map(([name, { resolved }]) => [name, resolved])),
    redactedExtras: Object.fromEntries(parts.map(([name, { redacted }]) => [name, redacted])),
  }
}

interface Resolution {
  plugin: string
  references: References
  now: Date
  secrets: string[]
  definitions: Map<string, SettingDefinition>
  isSecret: SecretTest
}

/** A value as a program gets it, and as pages show it. */
interface ResolvedValue {
  resolved: Json
  redacted: Json
}

async function resolveNode(
  context: Resolution,
  value: Json,
  path: readonly string[],
  inSecret: boolean,
): Promise<ResolvedValue> {
  const definition = context.definitions.get(JSON.stringify(path))
  if (isJsonObject(value) && definition?.kind !== 'object') {
    const secret = inSecret || (path.length > 0 && context.isSecret(path, value))
    const resolved: JsonObject = {}
    const redacted: JsonObject = {}
    for (const [key, inner] of Object.entries(value)) {
      const part = await resolveNode(context, inner, [...path, key], secret)
      // A null that was set is a value; a null from converting an empty text is not.
      if (part.resolved === null && inner !== null) continue
      setOwn(resolved, key, part.resolved)
      setOwn(redacted, key, part.redacted)
    }
    return { resolved, redacted }
  }
  return resolveValue(context, value, path, inSecret)
}

/** Resolves one value, whatever it contains. */
async function resolveValue(
  context: Resolution,
  value: Json,
  path: readonly string[],
  inSecret: boolean,
): Promise<ResolvedValue> {
  const definition = context.definitions.get(JSON.stringify(path))
  const place = { plugin: context.plugin, name: path.join('.'), now: context.now }
  // Parse written lists and objects first: the content of a variable stays within its text.
  const parsed =
    typeof value === 'string' && isLiteral(value, definition)
      ? coerceSetting(value, definition, place)
      : value
  const secret = inSecret || context.isSecret(path, parsed)
  const expanded = await expandReferences(
    context,
    parsed,
    path,
    (inner, part) => secret || mayHoldPassword(part) || context.isSecret(inner, part),
  )
  const resolved = coerceSetting(expanded.value, definition, place)
  // Conversion changes only text, and text from outside is hidden as a whole.
  const referenced = isSecretMarker(expanded.shown)
  const shown = typeof parsed === 'string' && !referenced ? resolved : expanded.shown
  collectSecrets(context, resolved, path, secret || referenced)
  return { resolved, redacted: redact(context, shown, path, secret) }
}

/** Whether a text is a URL with a user in it: the part after the user must not be repeated. */
const mayHoldPassword = (value: Json): boolean => typeof value === 'string' && /:\/\/.*@/s.test(value)

/** Whether a text is a list or object in JSON or Python notation. */
const isLiteral = (text: string, definition: SettingDefinition | undefined): boolean =>
  (definition?.kind === 'array' || definition?.kind === 'object') && /^\s*[[{(#]/.test(text)

/** Collects secret lists and objects as a whole: the masker splits them into parts. */
function collectSecrets(context: Resolution, value: Json, path: readonly string[], secret: boolean): void {
  if (value === null || typeof value === 'boolean') return
  const isSecret = secret || (path.length > 0 && context.isSecret(path, value))
  if (isSecret) context.secrets.push(typeof value === 'string' ? value : JSON.stringify(value))
  else if (Array.isArray(value) || isJsonObject(value)) {
    for (const [key, inner] of Object.entries(value)) collectSecrets(context, inner, [...path, key], false)
  }
}

function redact(context: Resolution, value: Json, path: readonly string[], secret: boolean): Json {
  if (
    isSecretMarker(value) ||
    secret ||
    (path.length > 0 && value !== null && context.isSecret(path, value))
  ) {
    return { ...SECRET_MARKER }
  }
  if (Array.isArray(value)) {
    return value.map((inner, index) => redact(context, inner, [...path, String(index)], false))
  }
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, redact(context, inner, [...path, key], false)]),
  )
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
    `${plugin} needs ${missing.length === 1 ? 'a value for the setting' : 'values for the settings'} ${missing.join(', ')}. Set ${missing.length === 1 ? 'it' : 'them'} in the pipeline's configuration or on the plugin's page.`,
  )
}

function hasValue(config: JsonObject, name: string): boolean {
  let node: Json | undefined = config
  for (const part of nameParts(name)) {
    node = isJsonObject(node) && Object.hasOwn(node, part) ? node[part] : undefined
  }
  return node !== undefined && node !== null && node !== ''
}

/** Keys definitions by name parts, so that a dot within a key is not taken for a separator. */
const byName = (definitions: readonly SettingDefinition[]): Map<string, SettingDefinition> =>
  new Map(definitions.map((definition) => [JSON.stringify(nameParts(definition.name)), definition]))
