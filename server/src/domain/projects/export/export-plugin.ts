import type { Json, JsonObject } from '@flx/shared/json/json'
import { isJsonObject } from '@flx/shared/json/json'

import { variableName } from '../../settings/plugin-variables.ts'
import type { PluginKind } from '../project.ts'
import {
  entryKeys,
  namesFile,
  referencesIn,
  withReferences,
  type NeededVariables,
} from './exported-settings.ts'
import type { ExportedPlugin, ExportNote } from './exported.ts'

/** An entry of a `meltano.yml`, with notes on what it cannot express. */
export interface Entry {
  value: JsonObject
  notes: string[]
}

/** Returns Meltano's type for a plugin. A post-load transformer is a utility there. */
export function kindOf({ type, mode }: Pick<ExportedPlugin, 'type' | 'mode'>): PluginKind {
  if (type === 'extractor') return 'extractors'
  if (type === 'loader') return 'loaders'
  if (type === 'orchestrator') return 'orchestrators'
  return type === 'transformer' && mode === 'in-flight' ? 'mappers' : 'utilities'
}

/** Builds an entry that fully defines a plugin, so that Meltano needs neither its hub nor a lock file. */
export function pluginEntry(
  plugin: ExportedPlugin,
  parent: ExportedPlugin | undefined,
  needed: NeededVariables,
): Entry {
  const notes: string[] = []
  const { config, extras } = entryKeys(withReferences(plugin.settings, plugin.name, needed))
  const { _commands: ownCommands, ...settings } = config
  const value = withoutEmpty({
    name: plugin.name,
    ...(parent === undefined
      ? { namespace: plugin.name.replaceAll(/[^A-Za-z0-9]/g, '_') }
      : { inherit_from: parent.name }),
    ...programOf(plugin, parent, needed, notes),
    label: plugin.label,
    python: plugin.python,
    capabilities: plugin.capabilities,
    settings: plugin.settingDefinitions as Json[],
    settings_group_validation: plugin.settingGroups,
    config: settings,
    ...extras,
    env: plugin.env,
    commands: isJsonObject(ownCommands) ? ownCommands : {},
    annotations: ownFields(plugin),
  })
  for (const name of plugin.secretEnv) needed.add(name, plugin.name)
  addReferences(plugin.name, [plugin.settings, plugin.env], plugin.env, needed)
  if (namesFile(plugin.settings)) {
    notes.push('Its settings name files of this server ("file:…"). Meltano takes that text as the value.')
  }
  if (isDbt(plugin)) {
    notes.push(
      'Here its dbt project and profile are prepared for each execution. Meltano needs both in its project.',
    )
  }
  return { value, notes }
}

/** Adds the variables that settings refer to and the plugin does not set itself. */
export function addReferences(
  plugin: string,
  values: readonly Json[],
  env: Readonly<Record<string, string>>,
  needed: NeededVariables,
): void {
  for (const name of values.flatMap(referencesIn)) if (!Object.hasOwn(env, name)) needed.add(name, plugin)
}

/** Returns the package a plugin is installed from, or the program that starts it. */
function programOf(
  plugin: ExportedPlugin,
  parent: ExportedPlugin | undefined,
  needed: NeededVariables,
  notes: string[],
): JsonObject {
  const { namesake, bundled } = plugin
  if (bundled && namesake !== null) {
    notes.push('Here it is the one that comes with FLX Pipelines. This package takes the same settings.')
    return { variant: namesake.variant, pip_url: namesake.pipUrl, executable: namesake.executable }
  }
  const variant = { variant: plugin.variant }
  if (plugin.hidesPipUrl) {
    const name = `${variableName(plugin.name)}_PIP_URL`
    needed.add(name, plugin.name)
    return { ...variant, pip_url: `\${${name}}`, executable: plugin.executable }
  }
  if (plugin.pipUrl !== null) return { ...variant, pip_url: plugin.pipUrl, executable: plugin.executable }
  if (plugin.command === null) {
    if (isNotSetUp(plugin)) notes.push('It is not set up: it has neither a pip URL nor a command.')
    return { ...variant, executable: plugin.executable ?? (parent === undefined ? plugin.name : null) }
  }
  if (bundled) {
    notes.push('It is part of FLX Pipelines and in no package: Meltano cannot start it.')
    return { ...variant, executable: plugin.name }
  }
  const [program = plugin.name, ...args] = plugin.command
  if (args.length > 0) {
    notes.push(
      'It is started by a command with arguments. Meltano starts a program without arguments: wrap the command in a script.',
    )
  }
  return { ...variant, executable: program }
}

/** Whether a plugin is dbt: by its program, or by the capability if the program has another name. */
export const isDbt = ({ capabilities, executable, command }: ExportedPlugin): boolean =>
  capabilities.includes('dbt') || executable === 'dbt' || command?.[0]?.split('/').at(-1) === 'dbt'

/** Whether it has neither a package nor a command; Meltano then takes its name as the program. */
const isNotSetUp = ({ pipUrl, hidesPipUrl, command, executable, inheritFrom }: ExportedPlugin): boolean =>
  pipUrl === null && !hidesPipUrl && command === null && executable === null && inheritFrom === null

/** Returns the fields for which Meltano has no key. */
function ownFields(plugin: ExportedPlugin): JsonObject {
  const { type, mode, description, docs, maxConcurrent, settingGroups } = plugin
  const isOther = kindOf(plugin) === 'utilities' && type !== 'utility'
  const command =
    plugin.bundled || plugin.command === null || plugin.command.length < 2 ? null : plugin.command
  const fields = withoutEmpty({
    ...(isOther ? { type, mode } : {}),
    description,
    docs,
    maxConcurrent,
    settingGroups,
    command,
    ...(isNotSetUp(plugin) ? { notSetUp: true } : {}),
  })
  return Object.keys(fields).length === 0 ? {} : { flx: fields }
}

/** Drops null values and empty texts, lists and objects. */
export const withoutEmpty = (object: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(object).filter(
      ([, value]) =>
        value !== null &&
        value !== '' &&
        !(Array.isArray(value) && value.length === 0) &&
        !(isJsonObject(value) && Object.keys(value).length === 0),
    ),
  )

/** Turns messages into notes about a plugin or pipeline. */
export const notesAbout = (about: string, notes: readonly string[]): ExportNote[] =>
  notes.map((message) => ({ about, message }))
