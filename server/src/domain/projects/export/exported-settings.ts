import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import { isSecretMarker } from '@flx/shared/settings/secret'
import { nameParts } from '@flx/shared/settings/setting-path'

import { variableName } from '../../settings/plugin-variables.ts'
import { KNOWN_PLUGIN_KEYS } from '../read-plugin.ts'
import type { ExportedPlugin } from './exported.ts'

/** Collects the variables that a project needs, with the plugins and pipelines that use them. */
export class NeededVariables {
  readonly #usedBy = new Map<string, Set<string>>()

  add(name: string, usedBy: string): void {
    const all = this.#usedBy.get(name) ?? new Set()
    all.add(usedBy)
    this.#usedBy.set(name, all)
  }

  all(): { name: string; usedBy: string[] }[] {
    return Array.from(this.#usedBy, ([name, usedBy]) => ({ name, usedBy: [...usedBy] })).toSorted((a, b) =>
      a.name < b.name ? -1 : 1,
    )
  }
}

/** `$NAME` and `${NAME}` without a backslash, as settings and Meltano read them. */
const VARIABLE = /(\\)?\$(?:([A-Z][A-Z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)\})/g

/** Lists the references in the texts of a value, except for those that Meltano sets itself. */
export function referencesIn(value: Json): string[] {
  if (typeof value === 'string') {
    return Array.from(value.matchAll(VARIABLE)).flatMap(([, escape, plain, braced]) => {
      const name = plain ?? braced ?? ''
      return escape !== undefined || name.startsWith('MELTANO_') ? [] : [name]
    })
  }
  if (Array.isArray(value)) return value.flatMap(referencesIn)
  return isJsonObject(value) ? Object.values(value).flatMap(referencesIn) : []
}

/** Replaces each secret in the settings by a reference: `auth.token` of `tap-x` becomes `${TAP_X_AUTH_TOKEN}`. */
export function withReferences(settings: JsonObject, plugin: string, needed: NeededVariables): JsonObject {
  const write = (value: Json, path: readonly string[]): Json => {
    if (isSecretMarker(value)) {
      const name = [plugin, ...path].map(variableName).join('_')
      needed.add(name, plugin)
      return `\${${name}}`
    }
    if (Array.isArray(value)) return value.map((item, index) => write(item, [...path, String(index)]))
    return isJsonObject(value) ? writeAll(value, path) : value
  }
  const writeAll = (object: JsonObject, path: readonly string[]): JsonObject =>
    Object.fromEntries(
      Object.entries(object).map(([key, value]) => [key, write(value, [...path, ...nameParts(key)])]),
    )
  return writeAll(settings, [])
}

/** Returns the parent's variables that override these settings in Meltano, set to the settings' values. */
export function variablesOver(
  { name, env, settingDefinitions }: Pick<ExportedPlugin, 'name' | 'env' | 'settingDefinitions'>,
  settings: JsonObject,
): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [setting, value] of Object.entries(settings)) {
    const own = settingDefinitions.find((definition) => definition.name === setting)?.env
    for (const variable of [own, `${variableName(name)}_${variableName(setting)}`]) {
      if (variable === undefined || !Object.hasOwn(env, variable)) continue
      found[variable] = typeof value === 'string' ? value : JSON.stringify(value)
    }
  }
  return found
}

/** Splits settings as in an entry: extras under their own keys, all others in `config`. */
export function entryKeys(settings: JsonObject): { config: JsonObject; extras: JsonObject } {
  const isExtra = (key: string) => /^_[^.]+$/.test(key) && !KNOWN_PLUGIN_KEYS.has(key.slice(1))
  const entries = Object.entries(settings)
  return {
    config: Object.fromEntries(entries.filter(([key]) => !isExtra(key))),
    extras: Object.fromEntries(
      entries.filter(([key]) => isExtra(key)).map(([key, value]) => [key.slice(1), value]),
    ),
  }
}

/** Whether a value refers to a file of this server, which Meltano does not read. */
export function namesFile(value: Json): boolean {
  if (typeof value === 'string') return value.startsWith('file:')
  if (Array.isArray(value)) return value.some(namesFile)
  return isJsonObject(value) && Object.values(value).some(namesFile)
}
