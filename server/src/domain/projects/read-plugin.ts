import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'

import { member, type PartFields } from './part-reader.ts'
import { valueOf, type Part } from './parts.ts'
import type { PluginFields } from './project.ts'

/** Keys of an entry that are not extras. */
export const KNOWN_PLUGIN_KEYS: ReadonlySet<string> = new Set([
  'name',
  'inherit_from',
  'variant',
  'namespace',
  'label',
  'pip_url',
  'executable',
  'python',
  'capabilities',
  'settings',
  'settings_group_validation',
  'config',
  'env',
  'annotations',
  'commands',
  'mappings',
  // Keys of definitions, for people or for Meltano's own bookkeeping.
  'plugin_type',
  'docs',
  'repo',
  'ext_repo',
  'logo_url',
  'description',
  'hidden',
  'requires',
  'keywords',
  'maintenance_status',
])

/** Reads the fields of an entry; every key that Meltano does not know is an extra. */
export function readPluginFields(fields: PartFields, entry: Part): PluginFields {
  const config = fields.object(entry, 'config')
  const extras: JsonObject = {}
  if (entry.kind === 'map') {
    for (const [key, part] of entry.entries)
      if (!KNOWN_PLUGIN_KEYS.has(key)) extras[`_${key}`] = valueOf(part)
  }
  return {
    variant: fields.text(entry, 'variant'),
    namespace: fields.text(entry, 'namespace'),
    label: fields.text(entry, 'label'),
    pipUrl: fields.text(entry, 'pip_url'),
    executable: fields.text(entry, 'executable'),
    python: fields.text(entry, 'python'),
    capabilities: fields.texts(entry, 'capabilities'),
    settings: fields.list(entry, 'settings').map(valueOf),
    // Extras can also be in `config:` under their own name.
    config: Object.fromEntries(Object.entries(config).filter(([key]) => !key.startsWith('_'))),
    extras: {
      ...extras,
      ...Object.fromEntries(Object.entries(config).filter(([key]) => key.startsWith('_'))),
    },
    env: fields.object(entry, 'env'),
    annotations: fields.object(entry, 'annotations'),
    commands: fields.object(entry, 'commands'),
  }
}

/** Reads the mappings of a mapper. */
export const readMappings = (fields: PartFields, entry: Part) =>
  member(entry, 'mappings') === undefined
    ? []
    : fields
        .named(entry, 'mappings')
        .map(({ part, name }) => ({ place: part.place, name, config: fields.object(part, 'config') }))

/** Counts the values copied from parents; throws if a project grows without bounds through them. */
export type Spend = (values: number) => void

/** Merges a plugin with what it inherits: the child's settings override the parent's one by one. */
export function inheritFields(child: PluginFields, parent: PluginFields, spend: Spend): PluginFields {
  const merge = (field: 'env' | 'commands' | 'extras'): JsonObject => {
    const merged = { ...parent[field], ...child[field] }
    spend(1 + Object.keys(merged).length)
    return merged
  }
  return {
    variant: child.variant ?? parent.variant,
    namespace: child.namespace ?? parent.namespace,
    label: child.label ?? parent.label,
    pipUrl: child.pipUrl ?? parent.pipUrl,
    executable: child.executable ?? parent.executable,
    python: child.python ?? parent.python,
    capabilities: child.capabilities.length > 0 ? child.capabilities : parent.capabilities,
    settings: joinSettings(child.settings, parent.settings, spend),
    config: overlay(nested(parent.config, spend), nested(child.config, spend), spend),
    env: merge('env'),
    annotations: child.annotations,
    commands: merge('commands'),
    extras: merge('extras'),
  }
}

const nameOf = (setting: Json): Json | undefined => (isJsonObject(setting) ? setting['name'] : undefined)

function joinSettings(child: Json[], parent: Json[], spend: Spend): Json[] {
  spend(child.length + parent.length)
  const names = new Set(child.map(nameOf))
  return [...parent.filter((setting) => !names.has(nameOf(setting))), ...child]
}

/**
 * Nests dotted names: `a.b` and `a: {b}` are the same setting, so one can override the other. A dot after a backslash is
 * literal.
 */
function nested(config: JsonObject, spend: Spend): JsonObject {
  const entries = new Map<string, Json>()
  for (const [key, value] of Object.entries(config)) {
    const [first = key, ...rest] = key.split(/(?<!\\)\./)
    spend(1 + rest.length)
    setValue(
      entries,
      first,
      rest.reduceRight<Json>((inner, step) => Object.fromEntries([[step, inner]]), value),
      spend,
    )
  }
  return Object.fromEntries(entries)
}

function overlay(below: JsonObject, above: JsonObject, spend: Spend): JsonObject {
  const entries = new Map(Object.entries(below))
  spend(entries.size)
  for (const [key, value] of Object.entries(above)) {
    spend(1)
    setValue(entries, key, value, spend)
  }
  return Object.fromEntries(entries)
}

function setValue(entries: Map<string, Json>, key: string, value: Json, spend: Spend): void {
  const before = entries.get(key)
  entries.set(key, isJsonObject(before) && isJsonObject(value) ? overlay(before, value, spend) : value)
}
