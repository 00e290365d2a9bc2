import { isUnsettled } from '@flx/shared/plugins/plugin'
import type { PipelineStreams } from '@flx/shared/pipelines/pipeline'

import {
  editedSettings,
  missingSettings,
  neededSettings,
  REST,
} from '#web/parts/setting-form/setting-form.ts'

import { bodyProblems, draftProblems, joinErrors } from '../../form/draft/draft-problems.ts'
import type {
  DraftErrors,
  DraftPlugin,
  PipelineBody,
  PipelineDraft,
} from '../../form/draft/pipeline-draft.ts'
import { splitReference } from '../../form/draft/plugin-places.ts'
import { PLUGIN_STEPS, type PluginStep } from '../edit/edit-steps.ts'
import { mapperStep } from '../steps.ts'
import { lostFields, type ReadingStep } from './field-checks.ts'
import { mapperRules } from './mapper-effects.ts'
import type { BuilderProblem } from './problems.ts'
import { patternRegExp, sqlWords } from './stream-patterns.ts'
import { checkWords as words } from './words.ts'

/** A step of the draft with its plugin. */
export interface PlacedStep {
  step: string
  kind: PluginStep
  reference: string
  name: string
  plugin: DraftPlugin | undefined
}

/** Returns the steps of a draft that name plugins, in the order in which data passes through them. */
export function placedSteps(draft: PipelineDraft, configured: readonly DraftPlugin[]): PlacedStep[] {
  const place = (step: string, kind: PluginStep, reference: string): PlacedStep[] => {
    if (reference === '') return []
    const { type } = PLUGIN_STEPS[kind]
    const { name } = splitReference(reference, type)
    const plugin = configured.find((one) => one.name === name && PLUGIN_STEPS[one.role].type === type)
    return [{ step, kind, reference, name, plugin }]
  }
  return [
    ...place('extractor', 'extractor', draft.extractor),
    ...draft.mappers.flatMap(({ id, reference }) => place(mapperStep(id), 'mapper', reference)),
    ...place('loader', 'loader', draft.loader),
    ...place('transform', 'transform', draft.transform),
  ]
}

/**
 * Returns the problems of a draft, in the order of its steps. It finds all problems that saving and executing
 * find, and more.
 */
export function checkDraft({
  draft,
  body,
  entryErrors,
  errors,
  configured,
  streams,
}: {
  draft: PipelineDraft
  body: PipelineBody
  entryErrors: DraftErrors
  errors: DraftErrors
  configured: readonly DraftPlugin[]
  /** The streams that the extractor last offered, for the saved configuration. */
  streams: PipelineStreams | undefined
}): BuilderProblem[] {
  const steps = placedSteps(draft, configured)
  const found = joinErrors(errors, entryErrors, draftProblems(bodyProblems(body), configured))
  return [
    ...documentProblems(found, steps, draft),
    ...steps.flatMap((step) => pluginProblems(step)),
    ...streamProblems(steps, streams),
    ...fieldProblems(steps),
  ]
}

function documentProblems(
  { fields, settings, general }: DraftErrors,
  steps: readonly PlacedStep[],
  draft: PipelineDraft,
): BuilderProblem[] {
  const ofPipeline = [...Object.entries(fields), ...general.map((text) => [text, text] as const)]
  return [
    ...ofPipeline.map(([path, text]): BuilderProblem => {
      const step = stepOfField(path, draft)
      return { id: `document ${path}`, step, text, severity: 'error' }
    }),
    ...Object.entries(settings).flatMap(([key, errors]) => {
      const owner = steps.find(({ plugin }) => plugin?.key === key)
      return Object.entries(errors).map(([setting, text]): BuilderProblem => ({
        id: `setting ${key} ${setting}`,
        step: owner?.step ?? null,
        text: setting === REST ? text : words.setting(labelOf(owner?.plugin, setting), text),
        severity: 'error',
        setting,
      }))
    }),
  ]
}

function stepOfField(path: string, draft: PipelineDraft): string | null {
  const index = /^mappers\.(\d+)$/.exec(path)?.[1]
  if (index !== undefined) {
    const id = draft.mappers[Number(index)]?.id
    return id === undefined ? null : mapperStep(id)
  }
  const isStep = path === 'extractor' || path === 'loader' || path === 'transform'
  return isStep && draft[path] !== '' ? path : null
}

const labelOf = (plugin: DraftPlugin | undefined, setting: string): string =>
  plugin?.form.fields.find(({ name }) => name === setting)?.label ?? setting

function pluginProblems({ step, name, plugin: own }: PlacedStep): BuilderProblem[] {
  const problem = (id: string, text: string, more: Partial<BuilderProblem> = {}): BuilderProblem => ({
    ...{ id: `${step} ${id}`, step, text, severity: 'error' as const },
    ...more,
  })
  if (own?.plugin === undefined) return [problem('added', words.notAdded(name))]
  const { plugin, form, edits } = own
  const missing = missingSettings(form, edits)
  const needed = neededSettings(form, edits, plugin.settingGroups)
  const lacksAll = needed.length > 0 && needed.every((one) => one.missing.length > 0)
  return [
    ...(plugin.installed || plugin.inheritFrom !== null
      ? []
      : isUnsettled(plugin)
        ? [problem('installed', words.installing(name), { severity: 'warning' })]
        : [problem('installed', words.notInstalled(name))]),
    ...missing.map((field) =>
      problem(`missing ${field.name}`, words.needs([field.label]), { setting: field.name, isMissing: true }),
    ),
    ...(lacksAll
      ? [
          problem(
            'needed',
            words.needsOneOf(
              needed.map((one) => words.and(one.missing.map((setting) => labelOf(own, setting)))),
            ),
            { isMissing: true, ...settingOf(needed[0]?.missing[0]) },
          ),
        ]
      : []),
  ]
}

const settingOf = (setting: string | undefined) => (setting === undefined ? {} : { setting })

function streamProblems(steps: readonly PlacedStep[], known: PipelineStreams | undefined): BuilderProblem[] {
  const streams = known?.streams ?? null
  const extractor = steps.find(({ kind }) => kind === 'extractor')
  if (known === undefined || streams === null || extractor === undefined) return []
  const warn = (step: string, text: string, setting?: string): BuilderProblem => ({
    ...{ id: `${step} ${text}`, step, text, severity: 'warning' },
    ...settingOf(setting),
  })
  const selected = streams.filter((one) => one.selected)
  const ofSelection =
    streams.length > 0 && selected.length === 0
      ? [{ ...warn(extractor.step, words.noStream), severity: 'error' as const }]
      : known.warnings.map((text) => warn(extractor.step, text))
  // After the first mapper, streams can have different names.
  const mapper = steps.find(({ kind }) => kind === 'mapper')
  const rules = mapper === undefined ? null : rulesOf(mapper)
  if (mapper === undefined || rules === null) return ofSelection
  return [
    ...ofSelection,
    ...rules.streams.flatMap(({ pattern }) => {
      if (pattern === '' || pattern.startsWith('__')) return []
      const matches = patternRegExp(pattern)
      if (!streams.some(({ name }) => matches.test(name)))
        return [warn(mapper.step, words.noSuchStream(pattern), rules.setting)]
      return selected.some(({ name }) => matches.test(name))
        ? []
        : [warn(mapper.step, words.notSelected(pattern), rules.setting)]
    }),
  ]
}

const settingsNow = ({ form, edits }: DraftPlugin) => editedSettings(form, edits).settings

const rulesOf = ({ plugin }: PlacedStep) =>
  plugin === undefined
    ? null
    : mapperRules(
        plugin.form.fields.map(({ definition }) => definition),
        settingsNow(plugin),
      )

function fieldProblems(steps: readonly PlacedStep[]): BuilderProblem[] {
  const reading = steps.flatMap((placed): ReadingStep[] => {
    const { step, name, kind, plugin } = placed
    if (kind === 'mapper') return [{ step, name, rules: rulesOf(placed) }]
    if (kind !== 'transform' || plugin === undefined) return []
    const { statements } = settingsNow(plugin)
    if (!Array.isArray(statements)) return []
    const texts = statements.filter((one): one is string => typeof one === 'string')
    return [{ step, name, rules: null, words: sqlWords(texts), setting: 'statements' }]
  })
  return lostFields(reading).map((lost): BuilderProblem => {
    const reader = steps.find(({ step }) => step === lost.step)?.name ?? ''
    return {
      id: `${lost.step} reads ${lost.stream} ${lost.field}`,
      step: lost.step,
      text: words.lost(lost, reader),
      severity: lost.certain ? 'error' : 'warning',
      ...settingOf(lost.setting),
    }
  })
}
