import type { Json } from '@flx/shared/json/json'
import { pluginNameSchema } from '@flx/shared/plugins/plugin'

import { readSettings } from '../../../plugins/hub-definition.ts'
import type { ProjectPlugin } from '../../project.ts'
import type { WantedPlugin } from '../represented.ts'
import { scopeOf, type PluginContext, type Scope } from './plugin-context.ts'
import { isDbt, KINDS } from './plugin-kinds.ts'
import { programOf, type Program } from './plugin-program.ts'
import { argsOf, fillSettings } from './plugin-settings.ts'
import { addReferenced, fillEnv } from './plugin-variables.ts'

/** Converts a plugin to the terms of this server, or explains why it has no place here. */
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
    plugin.definition === 'own' &&
    plugin.inheritFrom !== plugin.name &&
    plugin.pipUrl === null &&
    plugin.executable === null
  ) {
    return {
      leftOut: `It inherits from "${plugin.inheritFrom}", which none of the files defines. Add the file that defines it.`,
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
  addReferenced(wanted, scope, context.secretNames)
  return wanted
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

/** Whether a plugin has a variable unchanged from its parent. */
const hasFromParent = (plugin: ProjectPlugin, parent: ProjectPlugin | undefined, name: string): boolean =>
  parent !== undefined &&
  Object.hasOwn(parent.env, name) &&
  JSON.stringify(parent.env[name]) === JSON.stringify(plugin.env[name])
