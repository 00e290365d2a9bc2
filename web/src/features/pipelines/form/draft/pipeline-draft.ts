import { RETRIED_OUTCOMES } from '@flx/shared/executions/execution-status'
import type { JsonObject } from '@flx/shared/json/json'
import type { Pipeline } from '@flx/shared/pipelines/pipeline'
import { USUAL_OBJECTIVE_DAYS } from '@flx/shared/pipelines/objectives'
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
import { NO_PLUGINS, runnerDraftOf, runnerOf, type RunnerDraft } from './runner-draft.ts'
import { timeoutOf, timeoutSeconds, type TimeAmount } from './time-amount.ts'
import { configKeys, configuredPlugins, type ConfiguredPlugin } from './plugin-places.ts'
import { objectivesDraftOf, objectivesOf, type ObjectivesDraft } from './objectives-draft.ts'
import { withLoadSchema } from './load-schema.ts'
import { pipelineDraftWords } from '../words.ts'

/** The editable part of a pipeline: the body of its requests. */
export type PipelineBody = Pick<
  Pipeline,
  | 'name'
  | 'description'
  | 'extractor'
  | 'loader'
  | 'mappers'
  | 'transform'
  | 'config'
  | 'schedule'
  | 'timezone'
  | 'missedTicks'
  | 'retryAttempts'
  | 'retryDelaySeconds'
  | 'retryOn'
  | 'startWindowSeconds'
  | 'priority'
  | 'requiredLabels'
  | 'isActive'
  | 'tags'
  | 'timeoutSeconds'
  | 'silenceTimeoutSeconds'
  | 'catalogMaxAgeHours'
  | 'after'
  | 'owner'
  | 'freshnessTargetSeconds'
  | 'successObjective'
  | 'freshnessObjective'
  | 'objectiveDays'
  | 'runner'
>

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
}

export function bodyOf(pipeline: PipelineBody): PipelineBody {
  const { name, description, extractor, loader, mappers, transform, config } = pipeline
  const { schedule, timezone, missedTicks, isActive, tags, timeoutSeconds } = pipeline
  const { retryAttempts, retryDelaySeconds, retryOn, startWindowSeconds } = pipeline
  const { silenceTimeoutSeconds, catalogMaxAgeHours, after, owner, freshnessTargetSeconds } = pipeline
  const { priority, requiredLabels, runner, successObjective, freshnessObjective, objectiveDays } = pipeline
  return {
    name,
    description,
    extractor,
    mappers,
    loader,
    transform,
    config,
    schedule,
    timezone,
    missedTicks,
    retryAttempts,
    retryDelaySeconds,
    retryOn,
    startWindowSeconds,
    priority,
    requiredLabels,
    timeoutSeconds,
    silenceTimeoutSeconds,
    catalogMaxAgeHours,
    after,
    freshnessTargetSeconds,
    successObjective,
    freshnessObjective,
    objectiveDays,
    owner,
    tags,
    isActive,
    runner,
  }
}

export function emptyBody(timezone: string): PipelineBody {
  return {
    name: '',
    description: '',
    extractor: '',
    loader: '',
    mappers: [],
    transform: '',
    config: {},
    schedule: '',
    timezone,
    missedTicks: 'once',
    retryAttempts: 0,
    retryDelaySeconds: 60,
    retryOn: [...RETRIED_OUTCOMES],
    startWindowSeconds: 0,
    priority: 'normal',
    requiredLabels: [],
    isActive: true,
    tags: [],
    timeoutSeconds: null,
    silenceTimeoutSeconds: null,
    catalogMaxAgeHours: null,
    after: null,
    owner: '',
    freshnessTargetSeconds: null,
    successObjective: null,
    freshnessObjective: null,
    objectiveDays: USUAL_OBJECTIVE_DAYS,
    runner: { kind: 'own' },
  }
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
    ...others
  } = bodyOf(body)
  return {
    ...others,
    edits: {},
    runner: runnerDraftOf(runner),
    mappers: mappers.map((reference, index) => ({ id: `loaded ${index}`, reference })),
    timeout: timeoutOf(timeoutSeconds),
    silence: timeoutOf(silenceTimeoutSeconds),
    startWindow: timeoutOf(startWindowSeconds === 0 ? null : startWindowSeconds),
    freshness:
      freshnessTargetSeconds === null ? { amount: '', unit: 'hours' } : timeoutOf(freshnessTargetSeconds),
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
  const extracts = extractor?.plugin === undefined ? {} : settingsOf(extractor.plugin, plugins)
  return configuredAll.map((configured) => {
    const { plugin, key } = configured
    const definitions = plugin === undefined ? [] : definitionsOf(plugin, plugins)
    const inherited = plugin === undefined ? {} : settingsOf(plugin, plugins)
    return {
      ...configured,
      form: settingForm(
        withLoadSchema(definitions, draft.extractor, {
          ...extracts,
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
  const kept = configKeys(partsOf(draft))
  return Object.keys(draft.config).filter((key) => !kept.has(key))
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
  const kept = configKeys(parts)
  const config: Record<string, JsonObject> = Object.fromEntries(
    Object.entries(draft.config).filter(([key]) => kept.has(key)),
  )
  for (const { key, form, edits } of draftPlugins(draft, plugins)) {
    const result = editedSettings(form, edits)
    if (Object.keys(result.errors).length > 0) settings[key] = result.errors
    if (Object.keys(result.settings).length > 0 || Object.hasOwn(config, key)) config[key] = result.settings
  }
  const timeout = timeoutSeconds(draft.timeout)
  if (timeout === 'wrong') fields['timeoutSeconds'] = pipelineDraftWords.wholeNumberOrNoLimit
  const silence = timeoutSeconds(draft.silence)
  if (silence === 'wrong') fields['silenceTimeoutSeconds'] = pipelineDraftWords.wholeNumberOrNoLimit
  const startWindow = timeoutSeconds(draft.startWindow)
  if (startWindow === 'wrong') fields['startWindowSeconds'] = pipelineDraftWords.wholeNumberOrNone
  const freshness = timeoutSeconds(draft.freshness)
  if (freshness === 'wrong') fields['freshnessTargetSeconds'] = pipelineDraftWords.wholeNumberOrNone
  const promised = objectivesOf(draft.objectives, freshness !== null)
  Object.assign(fields, promised.errors)
  const built = runnerOf(draft.runner)
  Object.assign(fields, built.errors)
  draft.mappers.forEach(({ reference }, index) => {
    if (reference === '') fields[`mappers.${index}`] = pipelineDraftWords.chooseMapperOrRemove
  })
  const { name, description, extractor, loader, transform, schedule, timezone, missedTicks, isActive, tags } =
    draft
  const { after, catalogMaxAgeHours, priority, requiredLabels } = draft
  return {
    body: {
      name: name.trim(),
      description,
      ...(built.runner.kind === 'meltano'
        ? NO_PLUGINS
        : { extractor, mappers: parts.mappers, loader, transform, config }),
      runner: built.runner,
      schedule: schedule.trim().replaceAll(/\s+/g, ' '),
      timezone,
      missedTicks,
      retryAttempts: draft.retryAttempts,
      retryDelaySeconds: draft.retryDelaySeconds,
      retryOn: draft.retryOn,
      startWindowSeconds: startWindow === 'wrong' ? 0 : (startWindow ?? 0),
      priority,
      requiredLabels,
      timeoutSeconds: timeout === 'wrong' ? null : timeout,
      silenceTimeoutSeconds: silence === 'wrong' ? null : silence,
      catalogMaxAgeHours,
      after,
      owner: draft.owner.trim(),
      freshnessTargetSeconds: freshness === 'wrong' ? null : freshness,
      ...promised.objectives,
      tags,
      isActive,
    },
    errors: { fields, settings, general: [] },
  }
}

/** Returns the fields that differ, for a PATCH that touches nothing else. */
export function changedFields(before: PipelineBody, after: PipelineBody): Partial<PipelineBody> {
  const old = bodyOf(before)
  return Object.fromEntries(
    Object.entries(after).filter(
      ([field, value]) => JSON.stringify(value) !== JSON.stringify(old[field as keyof PipelineBody]),
    ),
  )
}
