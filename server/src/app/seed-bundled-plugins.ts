import type { PluginCreate } from '@flx/shared/plugin'

import type { PluginRecord } from '../domain/records.ts'
import { nowText, type AppContext } from './context.ts'

type Context = Pick<AppContext, 'plugins' | 'clock' | 'newId' | 'log'>

/** What the product says about a connector that it brings. */
export type BundledPlugin = Pick<
  PluginCreate,
  'name' | 'type' | 'mode' | 'version' | 'label' | 'description' | 'capabilities' | 'settingDefinitions'
>

/**
 * Makes the registry agree with the connectors of this version: adds new ones, refreshes the descriptions of those
 * that are there, keeps settings. A plugin of that name which somebody registered is left alone.
 */
export async function seedBundledPlugins(
  context: Context,
  definitions: readonly BundledPlugin[],
): Promise<void> {
  for (const definition of definitions) {
    const [stored] = await context.plugins.findByName(definition.name, definition.type)
    const described = describe(definition)
    if (stored === undefined) await context.plugins.create(newRecord(context, described))
    else if (!stored.bundled) {
      context.log.warn(
        { plugin: definition.name },
        'A registered plugin has the name of a bundled connector and is used in its place',
      )
    } else if (differs(stored, described)) {
      await context.plugins.update(
        { ...stored, ...described, revision: stored.revision + 1, updatedAt: nowText(context) },
        stored.revision,
      )
    }
  }
}

type Described = ReturnType<typeof describe>

function describe(definition: BundledPlugin) {
  return {
    name: definition.name,
    type: definition.type,
    variant: 'bundled',
    version: definition.version,
    label: definition.label,
    description: definition.description,
    docs: '',
    mode: definition.mode,
    capabilities: [...definition.capabilities],
    settingDefinitions: [...definition.settingDefinitions],
  }
}

function newRecord(context: Context, described: Described): PluginRecord {
  const at = nowText(context)
  return {
    ...described,
    id: context.newId(),
    pipUrl: null,
    command: null,
    executable: null,
    settingGroups: [],
    settings: {},
    env: {},
    python: null,
    inheritFrom: null,
    maxConcurrent: null,
    bundled: true,
    installedAt: at,
    installStatus: 'installed',
    installError: null,
    revision: 1,
    createdAt: at,
    updatedAt: at,
  }
}

const differs = (stored: PluginRecord, described: Described): boolean =>
  Object.entries(described).some(
    ([field, value]) => JSON.stringify(stored[field as keyof Described]) !== JSON.stringify(value),
  )
