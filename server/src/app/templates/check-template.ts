import type { FieldProblem } from '@flx/shared/core/problem'
import { isJsonObject, type Json } from '@flx/shared/json/json'
import { isSecretMarker } from '@flx/shared/settings/secret'
import { isSecretText } from '@flx/shared/settings/secret-values'
import { isReference } from '@flx/shared/settings/setting-value'
import { objectiveProblem } from '@flx/shared/pipelines/objectives'
import { nameParts } from '@flx/shared/settings/setting-path'
import type { TemplateContent, TemplateParameter } from '@flx/shared/templates/template'

import { invalidFields } from '../../domain/core/errors.ts'
import { scheduleProblem, timezoneProblem } from '../../domain/schedules/schedule.ts'
import { secretTest } from '../../domain/settings/secrets/secret-paths.ts'
import { parameterProblem } from '../../domain/templates/parameter-values.ts'
import {
  parametersIn,
  parametersInNaming,
  textsOf,
  withoutParameters,
} from '../../domain/templates/render-template.ts'
import { fieldsOf } from '../../domain/templates/template-fields.ts'
import { isLocked } from '@flx/shared/templates/locked-path'
import type { AppContext } from '../core/context.ts'
import { definitionsForKey, pipelinePlugins } from '../settings/pipeline-plugins.ts'

/**
 * Checks the content of a template on its own; whether its plugins exist is checked on use. A template never
 * contains a secret: it is shown to everyone, exported, and kept with its versions. Throws AppError `invalid`
 * per field.
 */
export async function checkTemplate(
  { plugins }: { plugins: Pick<AppContext['plugins'], 'findByNames'> },
  content: TemplateContent,
): Promise<void> {
  const problems = [
    ...parameterProblems(content.parameters),
    ...placeProblems(content),
    ...bodyProblems(content),
    ...(await secretProblems(plugins, content)),
  ]
  if (problems.length > 0) throw invalidFields('The template cannot be saved', problems)
}

function parameterProblems(parameters: readonly TemplateParameter[]): FieldProblem[] {
  const seen = new Set<string>()
  return parameters.flatMap((parameter, index) => {
    const { name, kind, options } = parameter
    const at = `parameters.${index}`
    const problems: FieldProblem[] = []
    if (seen.has(name)) problems.push({ path: `${at}.name`, message: `"${name}" appears twice.` })
    seen.add(name)
    if (kind === 'choice' && options.length === 0)
      problems.push({ path: `${at}.options`, message: 'Enter the options.' })
    if (parameter.default === '') return problems
    const message =
      kind === 'secret'
        ? 'A secret cannot have a default: it would be the same for everyone, and visible.'
        : parameterProblem(parameter, parameter.default)
    if (message !== null) problems.push({ path: `${at}.default`, message })
    return problems
  })
}

/** Returns a problem for each parameter that does not exist or is used where it must not be. */
function placeProblems({ parameters, naming, body }: TemplateContent): FieldProblem[] {
  const kinds = new Map(parameters.map(({ name, kind }) => [name, kind]))
  const problem = (path: string, name: string, inConfig: boolean): FieldProblem[] => {
    const kind = kinds.get(name)
    if (kind === undefined)
      return [{ path, message: `The template lacks the parameter "${name}". Add it, or remove it here.` }]
    return kind === 'secret' && !inConfig
      ? [{ path, message: `"${name}" is a secret: it can only be used in settings of plugins.` }]
      : []
  }
  return [
    ...parametersInNaming(naming).flatMap((name) => problem('naming', name, false)),
    ...textsOf(body).flatMap(({ path, text, inConfig }) =>
      parametersIn(text).flatMap((name) => problem(`body.${path}`, name, inConfig)),
    ),
  ]
}

function bodyProblems({ body, locked }: TemplateContent): FieldProblem[] {
  const problems: FieldProblem[] = []
  if (body.extractor === '') problems.push({ path: 'body.extractor', message: 'Choose an extractor.' })
  if (body.loader === '') problems.push({ path: 'body.loader', message: 'Choose a loader.' })
  for (const [path, text, problemOf] of [
    ['body.schedule', body.schedule, scheduleProblem],
    ['body.timezone', body.timezone, timezoneProblem],
  ] as const) {
    const message = parametersIn(text).length > 0 ? null : problemOf(text)
    if (message !== null) problems.push({ path, message })
  }
  const objectiveMessage = objectiveProblem(body)
  if (objectiveMessage !== null) problems.push({ path: 'body.freshnessObjective', message: objectiveMessage })
  const paths = [...fieldsOf({ ...body, name: '' }).keys()]
  for (const [index, path] of locked.entries()) {
    if (!paths.some((field) => isLocked([path], field)))
      problems.push({ path: `locked.${index}`, message: `"${path}" is not a field of this template.` })
  }
  return problems
}

async function secretProblems(
  plugins: Pick<AppContext['plugins'], 'findByNames'>,
  { parameters, body }: TemplateContent,
): Promise<FieldProblem[]> {
  const secrets = new Set(parameters.filter(({ kind }) => kind === 'secret').map(({ name }) => name))
  const { placed } = await pipelinePlugins(plugins, body)
  const problems: FieldProblem[] = []
  for (const [plugin, settings] of Object.entries(body.config)) {
    const isSecret = secretTest(definitionsForKey(placed, plugin) ?? [])
    const visit = (value: Json, path: readonly string[]): void => {
      const message = valueProblem(value, path.length > 0 && isSecret(path, value), secrets)
      if (message !== null) problems.push({ path: ['body.config', plugin, ...path].join('.'), message })
      else if (Array.isArray(value)) {
        for (const [index, item] of value.entries()) visit(item, [...path, String(index)])
      } else if (isJsonObject(value) && !isSecretMarker(value)) {
        for (const [key, inner] of Object.entries(value)) visit(inner, [...path, ...nameParts(key)])
      }
    }
    visit(settings, [])
  }
  return problems
}

const NO_SECRET =
  'A template holds no secrets, as everyone can see it. Use a secret parameter (${params.NAME}) or a reference ($NAME).'

function valueProblem(value: Json, isSecret: boolean, secrets: ReadonlySet<string>): string | null {
  if (isSecretMarker(value)) return NO_SECRET
  if (typeof value !== 'string') {
    const isOpen = value === null || typeof value === 'boolean' || typeof value === 'object'
    return isSecret && !(isOpen && mayHoldParameters(value)) ? NO_SECRET : null
  }
  const names = parametersIn(value)
  const rest = withoutParameters(value)
  if (isSecretText(rest)) return NO_SECRET
  if (!isSecret || value === '' || isReference(value)) return null
  if (names.length === 0) return NO_SECRET
  return names.some((name) => secrets.has(name))
    ? null
    : `This setting holds a secret. Make the parameter "${names[0] ?? ''}" a secret.`
}

/**
 * Returns whether a secret value consists only of parameters and references; in a list or object every text
 * is checked.
 */
const mayHoldParameters = (value: Json): boolean =>
  typeof value === 'boolean' ||
  value === null ||
  textsIn(value).every((text) => text === '' || parametersIn(text).length > 0 || isReference(text))

function textsIn(value: Json): string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(textsIn)
  return isJsonObject(value) ? Object.values(value).flatMap(textsIn) : []
}
