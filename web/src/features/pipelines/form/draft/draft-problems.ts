import { pipelineCreateSchema } from '@flx/shared/pipelines/pipeline-body'
import type { FieldProblem } from '@flx/shared/core/problem'

import '#web/lib/browser/no-eval.ts'

import {
  NO_EDITS,
  settingProblems,
  remainingErrors,
  type SettingErrors,
} from '#web/parts/setting-form/setting-form.ts'
import { runnerWords } from '../words.ts'
import type { PipelineBody } from './pipeline-body.ts'
import type { DraftErrors, DraftPlugin, PipelineDraft } from './pipeline-draft.ts'

/** Fields of the form that show their own error. */
const FIELDS_WITH_ERRORS =
  /^(name|description|extractor|loader|transform|schedule|timezone|timeoutSeconds|silenceTimeoutSeconds|startWindowSeconds|priority|requiredLabels|catalogMaxAgeHours|retryOn|after|owner|freshnessTargetSeconds|successObjective|freshnessObjective|objectiveDays|tags|runner(?:\.(?:project|run|environment|executable|env)(?:\..+)?)?|mappers\.\d+)$/

/** The fields that the form of a body leaves out: plugins that are in the project of Meltano, and what needs a schedule. */
const isLeftOut = ({ runner, schedule }: Pick<PipelineBody, 'runner' | 'schedule'>, path: string): boolean =>
  (runner.kind !== 'own' && /^(extractor|loader|transform|mappers|config)\b/.test(path)) ||
  ((schedule ?? '').trim() === '' && path === 'startWindowSeconds')

/** Assigns the server's problems to the fields of the form of `body`. Others are shown above the form. */
export function draftProblems(
  problems: readonly FieldProblem[],
  plugins: readonly DraftPlugin[],
  body: Pick<PipelineBody, 'runner' | 'schedule'>,
): DraftErrors {
  const fields: Record<string, string> = {}
  const settings: Record<string, SettingErrors> = {}
  const general: string[] = []
  // Longer keys first, so that `tap.x` is not taken for a setting of `tap`.
  const byLength = [...plugins].sort((a, b) => b.key.length - a.key.length)
  for (const problem of problems) {
    const path = problem.path.replace(/^(tags|requiredLabels)\.\d+$/, '$1')
    const owner = byLength.find(({ key }) => path.startsWith(`config.${key}.`))
    if (isLeftOut(body, path)) general.push(problem.message)
    else if (FIELDS_WITH_ERRORS.test(path)) fields[path] ??= problem.message
    else if (owner !== undefined) {
      settings[owner.key] = {
        ...settingProblems(owner.form, [problem], `config.${owner.key}`),
        ...settings[owner.key],
      }
    } else general.push(problem.message)
  }
  return { fields, settings, general }
}

/** Checks a body against the contract before it is sent. */
export function bodyProblems(body: PipelineBody): FieldProblem[] {
  const result = pipelineCreateSchema.safeParse(body)
  const issues = result.success ? [] : result.error.issues
  return [
    ...issues.map(({ path, message }) => ({ path: path.join('.'), message })),
    ...(body.runner.kind === 'own' ? missingPlugins(body) : []),
  ]
}

/**
 * Checks that there is an extractor and a loader. A pipeline that Meltano performs has them in its project
 * instead.
 */
function missingPlugins({ extractor, loader }: PipelineBody): FieldProblem[] {
  return [
    ...(extractor.trim() === '' ? [{ path: 'extractor', message: runnerWords.chooseExtractor }] : []),
    ...(loader.trim() === '' ? [{ path: 'loader', message: runnerWords.chooseLoader }] : []),
  ]
}

export function joinErrors(...all: readonly DraftErrors[]): DraftErrors {
  return {
    fields: Object.assign({}, ...all.map((errors) => errors.fields).toReversed()),
    settings: Object.assign({}, ...all.map((errors) => errors.settings).toReversed()),
    general: all.flatMap((errors) => errors.general),
  }
}

export const hasErrors = ({ fields, settings, general }: DraftErrors): boolean =>
  Object.keys(fields).length + Object.keys(settings).length + general.length > 0

/** Fields of the draft that have a different name in the body. */
const BODY_FIELDS: Partial<Record<string, readonly string[]>> = {
  afterName: ['after'],
  timeout: ['timeoutSeconds'],
  silence: ['silenceTimeoutSeconds'],
  startWindow: ['startWindowSeconds'],
  freshness: ['freshnessTargetSeconds', 'freshnessObjective'],
  objectives: ['successObjective', 'freshnessObjective', 'objectiveDays'],
}

/**
 * Returns the errors that remain after a change. The error of a field is removed as soon as the field
 * changes.
 */
export function remainingDraftErrors(
  { fields, settings, general }: DraftErrors,
  before: PipelineDraft,
  changes: Partial<PipelineDraft>,
): DraftErrors {
  const changed = new Set(Object.keys(changes).flatMap((field) => BODY_FIELDS[field] ?? [field]))
  const remainingSettings = Object.entries(settings)
    .map(([key, errors]) => {
      const after = (changes.edits ?? before.edits)[key] ?? NO_EDITS
      return [key, remainingErrors(errors, before.edits[key] ?? NO_EDITS, after)] as const
    })
    .filter(([, errors]) => Object.keys(errors).length > 0)
  return {
    fields: Object.fromEntries(
      Object.entries(fields).filter(([path]) => !changed.has(path.split('.')[0] ?? path)),
    ),
    settings: Object.fromEntries(remainingSettings),
    general,
  }
}
