import type { JsonObject } from '@flx/shared/json/json'
import type { Plugin, PluginCreate } from '@flx/shared/plugins/plugin'
import type { VariantCheck } from '@flx/shared/plugins/plugin-actions'
import { hasSettingValue, settingAlternatives } from '@flx/shared/settings/setting-groups'
import { locate, nameParts, withoutValue } from '@flx/shared/settings/setting-path'
import { settingsProblems, valueOf } from '@flx/shared/settings/setting-value'

import { AppError, conflict } from '../../domain/core/errors.ts'
import type { PluginRecord } from '../../domain/core/records.ts'
import { pluginUpdated } from '../access/audit-notes.ts'
import { showCatalogueEntry, type CatalogueContext } from './catalogue/catalogue.ts'
import { nowText, type Actor, type AppContext } from '../core/context.ts'
import { rememberBeforeChange, secretsOfPlugin } from '../settings/remember-secrets.ts'
import type { BundledPlugin } from './seed-bundled-plugins.ts'
import { refuseUnsettled } from './refuse-unsettled.ts'
import { findPlugin, presentPlugin } from './show-plugin.ts'
import { unknownSettings } from '../settings/unknown-settings.ts'
import { staleRevision } from './update-plugin.ts'

export interface VariantContext {
  app: Pick<AppContext, 'plugins' | 'pipelines' | 'clock'>
  catalogue: CatalogueContext
  /** Bundled connectors, each offered as a variant of its name. */
  bundled: readonly BundledPlugin[]
}

const BUNDLED_VARIANT = 'bundled'

/**
 * Returns the names of a plugin's variants: the current one first, then the bundled one and those of the
 * catalogue.
 */
export async function listVariants(context: VariantContext, id: string): Promise<string[]> {
  const plugin = await findPlugin(context.app, id)
  const bundledVariants = bundledOf(context, plugin) === undefined ? [] : [BUNDLED_VARIANT]
  const { type, name } = plugin
  const entry = await showCatalogueEntry(context.catalogue, { type, name, variant: 'default' }).catch(
    (error: unknown) => {
      if (error instanceof AppError) return null
      throw error
    },
  )
  const names = [plugin.variant, ...bundledVariants, ...(entry?.variants ?? [])]
  return [...new Set(names.filter((variant) => variant !== ''))]
}

/** Previews what another variant would do to a plugin's settings. Changes nothing. */
export async function checkVariant(
  context: VariantContext,
  id: string,
  variant: string,
): Promise<VariantCheck> {
  const plugin = await findChangeable(context, id)
  const { target, notes } = await findVariant(context, plugin, variant)
  return checkTarget(plugin, target, notes)
}

/**
 * Replaces the variant of a plugin in place: definitions, source and capabilities come from the
 * new variant, values are kept. Values that do not fit are refused, or dropped with `dropInvalid`. A variant
 * from a pip URL must be installed afterwards.
 */
export async function changeVariant(
  context: VariantContext,
  id: string,
  { revision, variant, dropInvalid }: { revision: number; variant: string; dropInvalid: boolean },
  actor: Actor,
): Promise<Plugin> {
  const plugin = await findChangeable(context, id)
  if (plugin.revision !== revision) throw await staleRevision(context.app, plugin)
  const { target, notes } = await findVariant(context, plugin, variant)
  const { problems } = checkTarget(plugin, target, notes)
  const { extras, ...variantFields } = target
  if (problems.length > 0 && !dropInvalid) {
    throw new AppError(
      'invalid',
      `These values do not fit the variant ${variant}: ${problems.map(({ path }) => path.replace('settings.', '')).join(', ')}. Change them first, or discard them.`,
      { fields: problems },
    )
  }
  const unfit = problems.map(({ path }) => path.slice('settings.'.length))
  await rememberBeforeChange(context.app, plugin)
  const record: PluginRecord = {
    ...plugin,
    ...variantFields,
    secretSettings: secretsOfPlugin(plugin, undefined),
    settings: { ...extras, ...without(plugin.settings, unfit) },
    installedAt: target.bundled ? nowText(context.app) : null,
    installStatus: target.bundled ? 'installed' : 'none',
    installError: null,
    installRemedy: null,
    newestVersion: null,
    revision: plugin.revision + 1,
    updatedAt: nowText(context.app),
  }
  const note = await pluginUpdated(context.app, actor, plugin, record)
  if (!(await context.app.plugins.update(record, revision, note))) {
    throw await staleRevision(context.app, await findPlugin(context.app, id))
  }
  return presentPlugin(context.app, record)
}

/** The fields of a record that belong to its variant. */
type Target = Pick<
  PluginRecord,
  | 'variant'
  | 'version'
  | 'label'
  | 'description'
  | 'docs'
  | 'pipUrl'
  | 'command'
  | 'executable'
  | 'python'
  | 'capabilities'
  | 'settingDefinitions'
  | 'settingGroups'
  | 'bundled'
> & { extras: JsonObject }

async function findVariant(
  context: VariantContext,
  plugin: PluginRecord,
  variant: string,
): Promise<{ target: Target; notes: string[] }> {
  if (variant === plugin.variant) throw conflict(`"${plugin.name}" is already the variant ${variant}.`)
  const bundled = bundledOf(context, plugin)
  if (variant === BUNDLED_VARIANT && bundled !== undefined)
    return { target: bundledTarget(bundled), notes: [] }
  const { type, name } = plugin
  const found = await showCatalogueEntry(context.catalogue, { type, name, variant })
  return { target: hubTarget(found.plugin), notes: found.notes }
}

const bundledOf = ({ bundled }: VariantContext, plugin: PluginRecord): BundledPlugin | undefined =>
  bundled.find(({ name, type }) => name === plugin.name && type === plugin.type)

function bundledTarget(bundled: BundledPlugin): Target {
  const { version, label, description, capabilities, settingDefinitions } = bundled
  return {
    ...{ variant: BUNDLED_VARIANT, version, label, description, docs: '' },
    ...{ pipUrl: null, command: null, executable: null, python: null },
    capabilities: [...capabilities],
    settingDefinitions: [...settingDefinitions],
    settingGroups: [],
    bundled: true,
    extras: {},
  }
}

function hubTarget(plugin: PluginCreate): Target {
  const { variant, label, description, docs, pipUrl, executable, python } = plugin
  const { capabilities, settingDefinitions, settingGroups, settings: extras } = plugin
  return {
    ...{ variant, version: '', label, description, docs, pipUrl, command: null, executable, python },
    ...{ capabilities, settingDefinitions, settingGroups, bundled: false, extras },
  }
}

function checkTarget(plugin: PluginRecord, target: Target, notes: string[]): VariantCheck {
  const { settingDefinitions: definitions, settingGroups } = target
  const problems = settingsProblems(plugin.settings, definitions, { prefix: 'settings' })
  const unfit = new Set(problems.map(({ path }) => path.slice('settings.'.length)))
  const rest = without(plugin.settings, [...unfit])
  const alternatives = settingAlternatives(settingGroups, (name) =>
    hasSettingValue(name, definitions, [rest]),
  )
  return {
    variant: target.variant,
    pipUrl: target.pipUrl,
    kept: definitions
      .filter(
        (definition) => !unfit.has(definition.name) && valueOf(plugin.settings, definition) !== undefined,
      )
      .map(({ name }) => name),
    unknown: unknownSettings('', plugin.settings, definitions).map(
      (text) => /"([^"]*)"/.exec(text)?.[1] ?? text,
    ),
    problems,
    needs: alternatives.some(({ missing }) => missing.length === 0) ? [] : alternatives,
    notes,
  }
}

const without = (settings: JsonObject, names: readonly string[]): JsonObject =>
  names.reduce((rest, name) => withoutValue(rest, locate(rest, nameParts(name)) ?? []), settings)

async function findChangeable(context: VariantContext, id: string): Promise<PluginRecord> {
  const plugin = await findPlugin(context.app, id)
  if (plugin.inheritFrom !== null) {
    throw conflict(
      `"${plugin.name}" inherits from "${plugin.inheritFrom}". Change the variant of that plugin.`,
    )
  }
  refuseUnsettled(plugin, 'change')
  return plugin
}
