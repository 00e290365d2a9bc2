import type { PluginCreate } from '@flx/shared/plugins/plugin'

import type { PluginRecord } from '../../domain/core/records.ts'
import { withoutDamage } from '../../domain/core/damage.ts'
import { nowText, type AppContext } from '../core/context.ts'
import { rememberBeforeChange, secretsOfPlugin } from '../settings/remember-secrets.ts'
import { initialInstallation } from './add-plugin.ts'

type Context = Pick<AppContext, 'plugins' | 'pipelines' | 'clock' | 'newId' | 'log'>

/** The description of a bundled connector. */
export type BundledPlugin = Pick<
  PluginCreate,
  'name' | 'type' | 'mode' | 'version' | 'label' | 'description' | 'capabilities' | 'settingDefinitions'
>

/**
 * Updates the registry to the connectors of this version: adds new ones, refreshes the descriptions of
 * existing ones and keeps settings. A plugin of the same name added by a user is left alone.
 */
export async function seedBundledPlugins(
  context: Context,
  definitions: readonly BundledPlugin[],
): Promise<void> {
  for (const definition of definitions) {
    const [stored] = await context.plugins.findByName(definition.name, definition.type)
    const description = describe(definition)
    if (stored === undefined) await context.plugins.create(newRecord(context, description))
    else if (!stored.bundled) {
      context.log.warn(
        { plugin: definition.name },
        'A plugin with the name of a bundled connector replaces it',
      )
    } else if (differs(stored, description)) {
      await rememberBeforeChange(context, stored)
      const secretSettings = secretsOfPlugin(stored, undefined)
      await context.plugins.update(
        withoutDamage(
          {
            ...stored,
            ...description,
            secretSettings,
            revision: stored.revision + 1,
            updatedAt: nowText(context),
          },
          Object.keys(description),
        ),
        stored.revision,
      )
    }
  }
}

type PluginDescription = ReturnType<typeof describe>

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

function newRecord(context: Context, description: PluginDescription): PluginRecord {
  return {
    ...description,
    id: context.newId(),
    pipUrl: null,
    command: null,
    executable: null,
    settingGroups: [],
    settings: {},
    secretSettings: [],
    env: {},
    python: null,
    inheritFrom: null,
    maxConcurrent: null,
    bundled: true,
    ...initialInstallation(nowText(context), true),
  }
}

const differs = (stored: PluginRecord, description: PluginDescription): boolean =>
  Object.entries(description).some(
    ([field, value]) => JSON.stringify(stored[field as keyof PluginDescription]) !== JSON.stringify(value),
  )
