import { glob } from '@flx/shared/catalog/patterns'
import { numberIn } from '@flx/shared/json/exact-number'
import type { Json } from '@flx/shared/json/json'
import type { FieldProblem } from '@flx/shared/core/problem'
import type { ParameterKind, TemplateParameter } from '@flx/shared/templates/template'
import type { ParameterValues } from '@flx/shared/templates/template-pipelines'
import { settingProblem } from '@flx/shared/settings/setting-value'
import { nearestName, didYouMean } from '@flx/shared/core/nearest-name'

import { scheduleProblem } from '../schedules/schedule.ts'

const YES: ReadonlySet<string> = new Set(['true', 'yes', '1', 'on'])
const NO: ReadonlySet<string> = new Set(['false', 'no', '0', 'off'])

type Rule = (text: string, parameter: TemplateParameter) => string | null

const RULES: Record<ParameterKind, Rule> = {
  text: (text, { pattern }) =>
    pattern === '' || glob(pattern).test(text) ? null : `Must look like ${pattern}.`,
  secret: () => null,
  number: (text) => (numberIn(text) === undefined ? 'Enter a number.' : null),
  boolean: (text) =>
    YES.has(text.toLowerCase()) || NO.has(text.toLowerCase()) ? null : 'Enter true or false.',
  choice: (text, { options }) => (options.includes(text) ? null : `Must be ${listOptions(options)}.`),
  date: (text) =>
    settingProblem(text, { name: '', kind: 'date_iso8601' }) === null
      ? null
      : 'Enter a date such as 2026-01-31.',
  cron: (text) => scheduleProblem(text),
}

/** Describes what is wrong with a parameter's value, in a sentence; null if it is valid. "" means no value. */
export function parameterProblem(parameter: TemplateParameter, text: string): string | null {
  if (text === '') return parameter.required ? 'Enter a value.' : null
  return RULES[parameter.kind](text, parameter)
}

/** Returns the effective values: the given ones, else the defaults, with surrounding spaces trimmed. */
export function filledIn(
  parameters: readonly TemplateParameter[],
  entered: ParameterValues,
): Record<string, string> {
  return Object.fromEntries(
    parameters.map((parameter) => {
      const text = Object.hasOwn(entered, parameter.name) ? (entered[parameter.name] ?? '') : ''
      // A secret can start with a space.
      const value = parameter.kind === 'secret' ? text : text.trim()
      return [parameter.name, value === '' ? parameter.default : value]
    }),
  )
}

/** Lists the problems of values by parameter name. */
export function valuesProblems(
  parameters: readonly TemplateParameter[],
  entered: ParameterValues,
): FieldProblem[] {
  const names = parameters.map(({ name }) => name)
  const unknownParameters = Object.keys(entered)
    .filter((name) => !names.includes(name))
    .map((name) => ({
      path: name,
      message: `Unknown parameter.${didYouMean(nearestName(name, names))}`,
    }))
  const filled = filledIn(parameters, entered)
  const invalidValues = parameters.flatMap((parameter) => {
    const message = parameterProblem(parameter, filled[parameter.name] ?? '')
    return message === null ? [] : [{ path: parameter.name, message }]
  })
  return [...unknownParameters, ...invalidValues]
}

/** Returns the value as JSON; undefined for none. The text has passed `parameterProblem`. */
export function typedValue(kind: ParameterKind, text: string): Json | undefined {
  if (text === '') return undefined
  if (kind === 'number') return numberIn(text) ?? text
  if (kind === 'boolean') return YES.has(text.toLowerCase())
  return text
}

function listOptions(options: readonly string[]): string {
  const [last = '', ...others] = options.slice(0, 8).toReversed()
  const first = others.toReversed().join(', ')
  if (options.length > 8) return `one of ${first}, ${last} …`
  return first === '' ? last : `${first} or ${last}`
}

/** Separates the given values from those of secrets. Defaults are not stored: they follow the template. */
export function splitSecretValues(
  parameters: readonly TemplateParameter[],
  entered: ParameterValues,
): { values: Record<string, string>; secrets: Record<string, string> } {
  const secret = new Set(parameters.filter(({ kind }) => kind === 'secret').map(({ name }) => name))
  const entries = Object.entries(entered).filter(([, text]) => text.trim() !== '')
  const [values, secrets] = [
    entries.filter(([name]) => !secret.has(name)).map(([name, text]) => [name, text.trim()] as const),
    entries.filter(([name]) => secret.has(name)),
  ]
  return { values: Object.fromEntries(values), secrets: Object.fromEntries(secrets) }
}
