import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import { parseJson } from '@flx/shared/json/json-text'
import type { PluginType } from '@flx/shared/plugins/plugin'
import { overlaySettings } from '@flx/shared/settings/setting-layers'
import { lookUp, nameParts } from '@flx/shared/settings/setting-path'

import { variableName } from '../../../settings/plugin-variables.ts'
import type { ProjectPlugin } from '../../project.ts'
import type { WantedPlugin } from '../represented.ts'
import type { PluginContext, Scope } from './plugin-context.ts'
import { addReferenced, namesOf } from './plugin-variables.ts'

/** Extras that a variable can set. */
const EXTRAS: Partial<Record<PluginType, string[]>> = {
  extractor: ['_select', '_metadata', '_schema', '_load_schema', '_select_filter', '_catalog', '_state'],
  loader: ['_dialect', '_target_schema'],
}

/** Merges settings: those inherited through other plugins, the file's own, the environment's, then variables. */
export function fillSettings(
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
  addReferenced(wanted, scope, context.secretNames)
}

/** Returns the arguments of a command, which is a text or has `args`. */
export function argsOf(command: Json | undefined): string | undefined {
  const args = isJsonObject(command) ? command['args'] : command
  return typeof args === 'string' ? args : undefined
}

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
