import type { ExecuteRequest } from '@flx/shared/executions/execution'
import type { Priority } from '@flx/shared/executions/priority'
import type { JsonObject } from '@flx/shared/json/json'
import type { Pipeline } from '@flx/shared/pipelines/pipeline'
import type { Plugin } from '@flx/shared/plugins/plugin'
import { overlaySettings } from '@flx/shared/settings/setting-layers'

import { definitionsOf, settingsOf } from '#web/parts/setting-form/plugin-settings.ts'
import {
  editedSettings,
  NO_EDITS,
  settingForm,
  type SettingEdits,
  type SettingErrors,
  type SettingForm,
} from '#web/parts/setting-form/setting-form.ts'
import { configuredPlugins, type ConfiguredPlugin } from '../../form/draft/plugin-places.ts'
import { optionsDraftWords } from '../words.ts'

/** One-off options as entered. */
export interface OptionsDraft {
  fullRefresh: boolean
  /** Null means the pipeline's. */
  priority: Priority | null
  limit: string
  /** Null means all that the pipeline selects. */
  streams: readonly string[] | null
  edits: Readonly<Record<string, SettingEdits>>
}

export const NO_OPTIONS: OptionsDraft = {
  fullRefresh: false,
  priority: null,
  limit: '',
  streams: null,
  edits: {},
}

const MAX_RECORDS = 1_000_000_000

/** A plugin of the pipeline with an empty form on top of its effective settings. */
export interface OneOffPlugin extends ConfiguredPlugin {
  form: SettingForm
}

export function oneOffPlugins(pipeline: Pipeline, registry: readonly Plugin[]): OneOffPlugin[] {
  return configuredPlugins(pipeline, registry, pipeline.config).map((configured) => {
    const { plugin, key } = configured
    const definitions = plugin === undefined ? [] : definitionsOf(plugin, registry)
    const base = plugin === undefined ? {} : settingsOf(plugin, registry)
    const inherited = overlaySettings(base, pipeline.config[key] ?? {}, definitions)
    return { ...configured, form: settingForm(definitions, {}, inherited) }
  })
}

export interface OptionsErrors {
  limit: string | undefined
  streams: string | undefined
  /** By key of the config. */
  settings: Readonly<Record<string, SettingErrors>>
  any: boolean
}

/** Returns the options of the draft. They contain only what was changed. */
export function buildOptions(
  draft: OptionsDraft,
  plugins: readonly OneOffPlugin[],
): { options: ExecuteRequest; errors: OptionsErrors } {
  const config: Record<string, JsonObject> = {}
  const settings: Record<string, SettingErrors> = {}
  for (const { key, form } of plugins) {
    const result = editedSettings(form, draft.edits[key] ?? NO_EDITS)
    if (Object.keys(result.errors).length > 0) settings[key] = result.errors
    if (Object.keys(result.settings).length > 0) config[key] = result.settings
  }
  const limit = draft.limit.trim().replaceAll(/[\s,]/g, '')
  const count = Number(limit)
  const isLimitValid = limit === '' || (/^\d+$/.test(limit) && count >= 1 && count <= MAX_RECORDS)
  return {
    options: {
      fullRefresh: draft.fullRefresh,
      ...(draft.priority === null ? {} : { priority: draft.priority }),
      ...(draft.streams === null || draft.streams.length === 0 ? {} : { streams: [...draft.streams] }),
      ...(Object.keys(config).length === 0 ? {} : { config }),
      ...(limit === '' || !isLimitValid ? {} : { limitRecords: count }),
    },
    errors: {
      limit: isLimitValid ? undefined : optionsDraftWords.wrongLimit,
      streams: draft.streams?.length === 0 ? optionsDraftWords.chooseAtLeastOne : undefined,
      settings,
      any: !isLimitValid || draft.streams?.length === 0 || Object.keys(settings).length > 0,
    },
  }
}
