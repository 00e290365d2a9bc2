import { isUnsettled } from '@flx/shared/plugins/plugin'
import type { PipelineStreams } from '@flx/shared/pipelines/pipeline'

import {
  editedSettings,
  missingSettings,
  neededSettings,
  REST,
} from '#web/parts/setting-form/setting-form.ts'

import { bodyProblems, draftProblems, joinErrors } from '../../form/draft/draft-problems.ts'
import type { PipelineBody } from '../../form/draft/pipeline-body.ts'
import type { DraftErrors, DraftPlugin, PipelineDraft } from '../../form/draft/pipeline-draft.ts'
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
  const stepOf = (step: string, kind: PluginStep, reference: string): PlacedStep[] => {
    if (reference === '') return []
    const { type } = PLUGIN_STEPS[kind]
    const { name } = splitReference(reference, type)
    const plugin = configured.find(
      (candidate) => candidate.name === name && PLUGIN_STEPS[candidate.role].type === type,
    )
    return [{ step, kind, reference, name, plugin }]
  }
  return [
    ...stepOf('extractor', 'extractor', draft.extractor),
    ...draft.mappers.flatMap(({ id, reference }) => stepOf(mapperStep(id), 'mapper', reference)),
    ...stepOf('loader', 'loader', draft.loader),
    ...stepOf('transform', 'transform', draft.transform),
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
  const documentErrors = joinErrors(errors, entryErrors, draftProblems(bodyProblems(body), configured, body))
  return [
    ...documentProblems(documentErrors, steps, draft),
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
  const pipelineErrors = [...Object.entries(fields), ...general.map((text) => [text, text] as const)]
  return [
    ...pipelineErrors.map(([path, text]): BuilderProblem => {
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

function pluginProblems({ step, name, plugin: draftPlugin }: PlacedStep): BuilderProblem[] {
  const problem = (id: string, text: string, overrides: Partial<BuilderProblem> = {}): BuilderProblem => ({
    ...{ id: `${step} ${id}`, step, text, severity: 'error' as const },
    ...overrides,
  })
  if (draftPlugin?.plugin === undefined) return [problem('added', words.notAdded(name))]
  const { plugin, form, edits } = draftPlugin
  const missing = missingSettings(form, edits)
  const settingGroups = neededSettings(form, edits, plugin.settingGroups)
  const lacksAll = settingGroups.length > 0 && settingGroups.every((group) => group.missing.length > 0)
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
              settingGroups.map((group) =>
                words.and(group.missing.map((setting) => labelOf(draftPlugin, setting))),
              ),
            ),
            { isMissing: true, ...settingOf(settingGroups[0]?.missing[0]) },
          ),
        ]
      : []),
  ]
}

const settingOf = (setting: string | undefined) => (setting === undefined ? {} : { setting })

function streamProblems(
  steps: readonly PlacedStep[],
  pipelineStreams: PipelineStreams | undefined,
): BuilderProblem[] {
  const streams = pipelineStreams?.streams ?? null
  const extractor = steps.find(({ kind }) => kind === 'extractor')
  if (pipelineStreams === undefined || streams === null || extractor === undefined) return []
  const warn = (step: string, text: string, setting?: string): BuilderProblem => ({
    ...{ id: `${step} ${text}`, step, text, severity: 'warning' },
    ...settingOf(setting),
  })
  const selected = streams.filter((stream) => stream.selected)
  const selectionProblems =
    streams.length > 0 && selected.length === 0
      ? [{ ...warn(extractor.step, words.noStream), severity: 'error' as const }]
      : pipelineStreams.warnings.map((text) => warn(extractor.step, text))
  // After the first mapper, streams can have different names.
  const mapper = steps.find(({ kind }) => kind === 'mapper')
  const rules = mapper === undefined ? null : rulesOf(mapper)
  if (mapper === undefined || rules === null) return selectionProblems
  return [
    ...selectionProblems,
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

const currentSettings = ({ form, edits }: DraftPlugin) => editedSettings(form, edits).settings

const rulesOf = ({ plugin }: PlacedStep) =>
  plugin === undefined
    ? null
    : mapperRules(
        plugin.form.fields.map(({ definition }) => definition),
        currentSettings(plugin),
      )

function fieldProblems(steps: readonly PlacedStep[]): BuilderProblem[] {
  const readingSteps = steps.flatMap((placed): ReadingStep[] => {
    const { step, name, kind, plugin } = placed
    if (kind === 'mapper') return [{ step, name, rules: rulesOf(placed) }]
    if (kind !== 'transform' || plugin === undefined) return []
    const { statements } = currentSettings(plugin)
    if (!Array.isArray(statements)) return []
    const texts = statements.filter((statement): statement is string => typeof statement === 'string')
    return [{ step, name, rules: null, words: sqlWords(texts), setting: 'statements' }]
  })
  return lostFields(readingSteps).map((lostField): BuilderProblem => {
    const reader = steps.find(({ step }) => step === lostField.step)?.name ?? ''
    return {
      id: `${lostField.step} reads ${lostField.stream} ${lostField.field}`,
      step: lostField.step,
      text: words.lost(lostField, reader),
      severity: lostField.certain ? 'error' : 'warning',
      ...settingOf(lostField.setting),
    }
  })
}
