import { HUB_TYPES, type HubType } from '@flx/shared/plugins/hub'
import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import {
  pluginCreateSchema,
  SETTING_KINDS,
  settingDefinitionSchema,
  settingGroupsSchema,
  type PluginCreate,
  type SettingDefinition,
} from '@flx/shared/plugins/plugin'

/** A hub definition as a plugin: the request body that adds it, and notes to read first. */
export interface ReadDefinition {
  plugin: PluginCreate
  notes: string[]
}

/**
 * Reads a definition of the hub (SINGER.md §1.2). Leaves out invalid parts and notes them, so that one odd setting does not
 * block a plugin. Undefined if it does not define that plugin.
 */
export function readHubDefinition(
  hubType: HubType,
  { name, variant }: { name: string; variant: string },
  body: Json,
): ReadDefinition | undefined {
  if (!isJsonObject(body) || (body['name'] !== undefined && body['name'] !== name)) return undefined
  const { type, mode } = HUB_TYPES[hubType]
  const settings = readSettings(body['settings'])
  const notes = [...settings.notes]
  const pipUrl = text(body['pip_url'], 2000)
  if (pipUrl === '') notes.push('The hub names no package for it. Enter a pip URL or a command.')
  if (hubType === 'transforms') {
    notes.push('This is a package of dbt models: add it to the packages of your dbt project as well.')
  }
  if (text(body['executable'], 255) === 'tap-airbyte') {
    notes.push('It starts an Airbyte container: the server needs Docker.')
  }
  const groups = settingGroupsSchema.safeParse(body['settings_group_validation'] ?? [])
  const parsed = pluginCreateSchema.safeParse({
    name,
    type,
    mode,
    variant,
    label: text(body['label'], 255),
    description: text(body['description'], 10_000),
    docs: httpAddress(body['docs']) ?? httpAddress(body['repo']) ?? '',
    pipUrl: pipUrl === '' ? null : pipUrl,
    executable: text(body['executable'], 255) || null,
    python: text(body['python'], 255) || null,
    capabilities: strings(body['capabilities']).slice(0, 50),
    settingDefinitions: settings.definitions,
    settingGroups: groups.success ? groups.data : [],
    settings: extras(body),
  })
  return parsed.success ? { plugin: parsed.data, notes } : undefined
}

export function readSettings(value: Json | undefined): { definitions: SettingDefinition[]; notes: string[] } {
  const byName = new Map<string, SettingDefinition>()
  const skipped: string[] = []
  for (const setting of Array.isArray(value) ? value.slice(0, 1000) : []) {
    const definition = isJsonObject(setting) ? readSetting(setting) : undefined
    // Meltano takes the first of several with the same name.
    if (definition !== undefined && !byName.has(definition.name)) byName.set(definition.name, definition)
    else if (definition === undefined) {
      const name = isJsonObject(setting) ? setting['name'] : undefined
      skipped.push(typeof name === 'string' ? name : 'one without a name')
    }
  }
  const notes =
    skipped.length === 0
      ? []
      : [`Could not read these settings, so they are left out: ${skipped.join(', ')}.`]
  return { definitions: [...byName.values()], notes }
}

function readSetting({ kind, ...setting }: JsonObject): SettingDefinition | undefined {
  // An unknown kind is entered as text, like a setting without a kind.
  const knownKind = SETTING_KINDS.find((candidate) => candidate === kind)
  const filled = Object.entries(setting).filter(([, value]) => value !== null)
  const parsed = settingDefinitionSchema.safeParse({
    ...Object.fromEntries(filled),
    ...(knownKind === undefined ? {} : { kind: knownKind }),
  })
  return parsed.success ? parsed.data : undefined
}

/** Converts the parts of a definition that steer the runner to settings of the plugin. */
function extras(body: JsonObject): JsonObject {
  const { select, metadata, schema } = body
  return {
    ...(Array.isArray(select) && JSON.stringify(select) !== '["*.*"]' ? { _select: select } : {}),
    ...(isJsonObject(metadata) ? { _metadata: metadata } : {}),
    ...(isJsonObject(schema) ? { _schema: schema } : {}),
  }
}

const text = (value: Json | undefined, length: number): string =>
  typeof value === 'string' ? value.trim().slice(0, length) : ''

const strings = (value: Json | undefined): string[] =>
  Array.isArray(value)
    ? value.filter((item): item is string => typeof item === 'string' && item.length <= 100)
    : []

function httpAddress(value: Json | undefined): string | undefined {
  if (typeof value !== 'string' || !URL.canParse(value)) return undefined
  return /^https?:$/.test(new URL(value).protocol) ? value : undefined
}
