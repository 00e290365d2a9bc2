import type { JsonObject } from '@flx/shared/json/json'
import type { Plugin } from '@flx/shared/plugins/plugin'

import { definitionsOf, settingsOf } from '#web/parts/setting-form/plugin-settings.ts'
import {
  editedSettings,
  NO_EDITS,
  settingForm,
  type SettingEdits,
  type SettingErrors,
  type SettingForm,
} from '#web/parts/setting-form/setting-form.ts'
import { bodyOf, type PipelineBody } from './pipeline-body.ts'
import { NO_PLUGINS, runnerDraftOf, runnerOf, type RunnerDraft } from './runner-draft.ts'
import { timeAmountOf, secondsOf, type TimeAmount } from './time-amount.ts'
import { configKeys, configuredPlugins, type ConfiguredPlugin } from './plugin-places.ts'
import { objectivesDraftOf, objectivesOf, type ObjectivesDraft } from './objectives-draft.ts'
import { withLoadSchema } from './load-schema.ts'
import { pipelineDraftWords } from '../words.ts'

/** The state of the form. Settings of removed plugins stay until it is saved. */
export interface PipelineDraft extends Omit<
  PipelineBody,
  | 'runner'
  | 'mappers'
  | 'timeoutSeconds'
  | 'silenceTimeoutSeconds'
  | 'startWindowSeconds'
  | 'freshnessTargetSeconds'
  | 'successObjective'
  | 'freshnessObjective'
  | 'objectiveDays'
> {
  /** The changes to `config` as loaded, by the same keys. */
  edits: Readonly<Record<string, SettingEdits>>
  /** A mapper can appear twice in a pipeline, so each position has its own identity. */
  mappers: readonly { id: string; reference: string }[]
  runner: RunnerDraft
  timeout: TimeAmount
  silence: TimeAmount
  startWindow: TimeAmount
  freshness: TimeAmount
  objectives: ObjectivesDraft
  /** What was typed as the pipeline to start after, which may not be the name of one. */
  afterName: string
}

export function draftOf(body: PipelineBody): PipelineDraft {
  const {
    runner,
    mappers,
    timeoutSeconds,
    silenceTimeoutSeconds,
    startWindowSeconds,
    freshnessTargetSeconds,
    successObjective,
    freshnessObjective,
    objectiveDays,
    ...rest
  } = bodyOf(body)
  return {
    ...rest,
    edits: {},
    afterName: '',
    runner: runnerDraftOf(runner),
    mappers: mappers.map((reference, index) => ({ id: `loaded ${index}`, reference })),
    timeout: timeAmountOf(timeoutSeconds),
    silence: timeAmountOf(silenceTimeoutSeconds),
    startWindow: timeAmountOf(startWindowSeconds === 0 ? null : startWindowSeconds),
    freshness:
      freshnessTargetSeconds === null ? { amount: '', unit: 'hours' } : timeAmountOf(freshnessTargetSeconds),
    objectives: objectivesDraftOf({ successObjective, freshnessObjective, objectiveDays }),
  }
}

const partsOf = (draft: PipelineDraft) => ({
  ...draft,
  mappers: draft.mappers.map(({ reference }) => reference).filter((reference) => reference !== ''),
})

/** A plugin of the draft with its settings form. */
export interface DraftPlugin extends ConfiguredPlugin {
  form: SettingForm
  edits: SettingEdits
}

export function draftPlugins(draft: PipelineDraft, plugins: readonly Plugin[]): DraftPlugin[] {
  const configuredAll = configuredPlugins(partsOf(draft), plugins, draft.config)
  const extractor = configuredAll.find(({ role }) => role === 'extractor')
  const extractorSettings = extractor?.plugin === undefined ? {} : settingsOf(extractor.plugin, plugins)
  return configuredAll.map((configured) => {
    const { plugin, key } = configured
    const definitions = plugin === undefined ? [] : definitionsOf(plugin, plugins)
    const inherited = plugin === undefined ? {} : settingsOf(plugin, plugins)
    return {
      ...configured,
      form: settingForm(
        withLoadSchema(definitions, draft.extractor, {
          ...extractorSettings,
          ...draft.config[extractor?.key ?? ''],
        }),
        draft.config[key] ?? {},
        inherited,
      ),
      edits: draft.edits[key] ?? NO_EDITS,
    }
  })
}

/** Returns the keys of settings that saving the draft drops, because their plugin is no longer part of it. */
export function droppedSettings(draft: PipelineDraft): string[] {
  const keptKeys = configKeys(partsOf(draft))
  return Object.keys(draft.config).filter((key) => !keptKeys.has(key))
}

export interface DraftErrors {
  /** By path of the body: `name`, `mappers.0`. */
  fields: Readonly<Record<string, string>>
  /** By key of the config. */
  settings: Readonly<Record<string, SettingErrors>>
  /** Errors that no field shows. */
  general: readonly string[]
}

export const NO_ERRORS: DraftErrors = { fields: {}, settings: {}, general: [] }

/** Returns the body of the draft, and the errors that can be found without asking the server. */
export function buildBody(
  draft: PipelineDraft,
  plugins: readonly Plugin[],
): { body: PipelineBody; errors: DraftErrors } {
  const parts = partsOf(draft)
  const fields: Record<string, string> = {}
  const settings: Record<string, SettingErrors> = {}
  const keptKeys = configKeys(parts)
  const config: Record<string, JsonObject> = Object.fromEntries(
    Object.entries(draft.config).filter(([key]) => keptKeys.has(key)),
  )
  for (const { key, form, edits } of draftPlugins(draft, plugins)) {
    const result = editedSettings(form, edits)
    if (Object.keys(result.errors).length > 0) settings[key] = result.errors
    if (Object.keys(result.settings).length > 0 || Object.hasOwn(config, key)) config[key] = result.settings
  }
  const timeout = secondsOf(draft.timeout)
  if (timeout === 'invalid') fields['timeoutSeconds'] = pipelineDraftWords.wholeNumberOrNoLimit
  const silence = secondsOf(draft.silence)
  if (silence === 'invalid') fields['silenceTimeoutSeconds'] = pipelineDraftWords.wholeNumberOrNoLimit
  const startWindow = secondsOf(draft.startWindow)
  // Without a schedule the form has no start window to correct.
  if (startWindow === 'invalid' && draft.schedule.trim() !== '')
    fields['startWindowSeconds'] = pipelineDraftWords.wholeNumberOrNone
  const freshness = secondsOf(draft.freshness)
  if (freshness === 'invalid') fields['freshnessTargetSeconds'] = pipelineDraftWords.wholeNumberOrNone
  const objectivesResult = objectivesOf(draft.objectives, freshness !== null)
  Object.assign(fields, objectivesResult.errors)
  const runnerResult = runnerOf(draft.runner)
  Object.assign(fields, runnerResult.errors)
  draft.mappers.forEach(({ reference }, index) => {
    if (reference === '') fields[`mappers.${index}`] = pipelineDraftWords.chooseMapperOrRemove
  })
  if (draft.after === null && draft.afterName.trim() !== '')
    fields['after'] = pipelineDraftWords.choosePipelineFromList
  const { name, description, extractor, loader, transform, schedule, timezone, missedTicks, isActive, tags } =
    draft
  const { after, catalogMaxAgeHours, priority, requiredLabels } = draft
  return {
    body: {
      name: name.trim(),
      description,
      ...(runnerResult.runner.kind === 'meltano'
        ? NO_PLUGINS
        : { extractor, mappers: parts.mappers, loader, transform, config }),
      runner: runnerResult.runner,
      schedule: schedule.trim().replaceAll(/\s+/g, ' '),
      timezone,
      missedTicks,
      retryAttempts: draft.retryAttempts,
      retryDelaySeconds: draft.retryDelaySeconds,
      retryOn: draft.retryOn,
      startWindowSeconds: startWindow === 'invalid' ? 0 : (startWindow ?? 0),
      priority,
      requiredLabels,
      timeoutSeconds: timeout === 'invalid' ? null : timeout,
      silenceTimeoutSeconds: silence === 'invalid' ? null : silence,
      catalogMaxAgeHours,
      after,
      owner: draft.owner.trim(),
      freshnessTargetSeconds: freshness === 'invalid' ? null : freshness,
      ...objectivesResult.objectives,
      tags,
      isActive,
    },
    errors: { fields, settings, general: [] },
  }
}
