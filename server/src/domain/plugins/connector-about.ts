import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import { tryParseJson } from '@flx/shared/json/json-text'
import type { SettingDefinition, SettingKind } from '@flx/shared/plugins/plugin'

/** A connector's description of itself (`--about --format json` of the Meltano SDK). */
export interface ConnectorAbout {
  capabilities: string[]
  settingDefinitions: SettingDefinition[]
}

/** Parses the output of `--about`; undefined if it is something else. Settings are a JSON Schema, or a list in older SDKs. */
export function readAbout(text: string): ConnectorAbout | undefined {
  const about = tryParseJson(text)
  if (!isJsonObject(about)) return undefined
  const capabilities = Array.isArray(about['capabilities'])
    ? about['capabilities'].filter((name) => typeof name === 'string')
    : []
  return {
    capabilities,
    settingDefinitions: isJsonObject(about['settings']) ? definitions(about['settings'], '') : [],
  }
}

/** Turns the properties of a schema into settings; nested properties get dotted names. */
function definitions(schema: JsonObject, prefix: string): SettingDefinition[] {
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {}
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  return Object.entries(properties).flatMap(([key, property]) => {
    const name = `${prefix}${key.replaceAll('.', String.raw`\.`)}`
    if (!isJsonObject(property) || key === '' || name.length > 255) return []
    const inner = definitions(property, `${name}.`)
    if (inner.length > 0) return inner
    return [definition(name, property, prefix === '' && required.includes(key))]
  })
}

function definition(name: string, property: JsonObject, required: boolean): SettingDefinition {
  const kind = kindOf(property)
  const result: SettingDefinition = { name, kind }
  if (typeof property['title'] === 'string') result.label = property['title']
  if (typeof property['description'] === 'string') result.description = property['description']
  if (property['default'] !== undefined && property['default'] !== null) result.value = property['default']
  if (kind === 'password') result.sensitive = true
  if (kind === 'options') result.options = choices(property).map((value) => ({ value }))
  // A required setting with a default never lacks a value.
  if (required && result.value === undefined) result.required = true
  return result
}

function kindOf(property: JsonObject): SettingKind {
  if (property['secret'] === true || property['writeOnly'] === true) return 'password'
  if (choices(property).length > 0) return 'options'
  const types = typesOf(property)
  if (types.includes('object')) return 'object'
  if (types.includes('array')) return 'array'
  if (types.includes('string')) return property['format'] === 'date-time' ? 'date_iso8601' : 'string'
  if (types.includes('boolean')) return 'boolean'
  if (types.includes('integer')) return 'integer'
  return types.includes('number') ? 'decimal' : 'string'
}

const choices = (property: JsonObject): Json[] =>
  Array.isArray(property['enum']) ? property['enum'].filter((value) => value !== null) : []

function typesOf(property: JsonObject): Json[] {
  const type = property['type']
  if (Array.isArray(type)) return type
  return type === undefined ? [] : [type]
}
