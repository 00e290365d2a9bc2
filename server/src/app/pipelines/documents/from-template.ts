import type { FieldProblem } from '@flx/shared/core/problem'
import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import { isSecretMarker } from '@flx/shared/settings/secret'
import { describedTemplateSchema } from '@flx/shared/templates/template-document'

import { fieldProblems } from '../../../domain/core/field-problems.ts'
import type { PipelineRecord } from '../../../domain/core/records.ts'
import { parseTyped } from '../../../domain/core/text/typed-numbers.ts'
import { nameIn } from '../../../domain/pipelines/pipelines-yaml.ts'
import { filledIn, splitSecretValues, valuesProblems } from '../../../domain/templates/parameter-values.ts'
import { renderTemplate } from '../../../domain/templates/render-template.ts'
import { fieldsOf, type TemplateFields } from '../../../domain/templates/template-fields.ts'
import { isLocked } from '@flx/shared/templates/locked-path'
import type { TemplateRecord, TemplateStore } from '../../../domain/templates/template-store.ts'
import type { FromTemplate } from '../create-pipeline.ts'

/** Templates by name: the document takes precedence over stored templates. */
export interface KnownTemplates extends Pick<TemplateStore, 'findByName'> {
  hasError?(name: string): boolean
}

/** An entry of a document completed from its template, or its problems. */
export type Completion =
  | { value: JsonObject; from: FromTemplate; problems: [] }
  | { value: null; from: null; problems: FieldProblem[] }

/**
 * Completes an entry with the values that its template renders from the parameters. Fields that the entry
 * states itself become overrides. Secret parameters that it omits keep their stored values.
 */
export async function completeEntry(
  templates: KnownTemplates,
  { template: reference, ...overrides }: JsonObject,
  find: (name: string) => Promise<PipelineRecord | undefined>,
): Promise<Completion> {
  const parsed = parseTyped(describedTemplateSchema, reference as Json)
  if (!parsed.success) {
    const found = parsed.error.issues.flatMap((issue) => fieldProblems(issue, describedTemplateSchema))
    return refusal(found.map(({ path, message }) => ({ path: joinPath('template', path), message })))
  }
  const { name, parameters } = parsed.data
  const template = await templates.findByName(name)
  if (template === undefined || template.damaged !== undefined)
    return refusal([
      {
        path: 'template.name',
        message:
          templates.hasError?.(name) === true
            ? `The template "${name}" has an error in this document.`
            : `No template is named "${name}".`,
      },
    ])
  const texts = Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, String(value)]))
  // Names contain no secrets, so the name can be rendered before secrets are filled in.
  const pipelineName =
    nameIn(overrides) || renderTemplate(template.content, filledIn(template.content.parameters, texts)).name
  const stored = await find(pipelineName)
  const values = { ...secretsOf(template, stored), ...texts }
  const problems = valuesProblems(template.content.parameters, values)
  if (problems.length > 0)
    return refusal(problems.map(({ path, message }) => ({ path: `template.parameters.${path}`, message })))
  const rendered = renderTemplate(template.content, filledIn(template.content.parameters, values))
  const base = { ...rendered.body, name: rendered.name } as unknown as JsonObject
  const value = { ...base, ...overrides, config: overlayConfig(base['config'], overrides['config']) }
  const unlocked = stored?.template?.id === template.id && stored.template.unlocked
  const lockedPaths = unlocked ? [] : lockedDifferences(template, base, value)
  if (lockedPaths.length > 0)
    return refusal(
      lockedPaths.map((path) => ({
        path,
        message: `The template "${name}" locks this field. Leave it out here.`,
      })),
    )
  const { id, version, content } = template
  const link = { id, version, ...splitSecretValues(content.parameters, values), unlocked }
  return {
    value,
    from: { link, secretPaths: rendered.secretPaths, requiredLabels: content.body.requiredLabels },
    problems: [],
  }
}

const refusal = (problems: FieldProblem[]): Completion => ({ value: null, from: null, problems })

const joinPath = (...parts: string[]): string => parts.filter((part) => part !== '').join('.')

/** Returns the stored values of the template's secret parameters. */
function secretsOf(template: TemplateRecord, stored: PipelineRecord | undefined): Record<string, string> {
  if (stored?.template?.id !== template.id) return {}
  const names = new Set(template.content.parameters.map(({ name }) => name))
  return Object.fromEntries(Object.entries(stored.template.secrets).filter(([name]) => names.has(name)))
}

/** Overlays `overrides` setting by setting; a marker keeps the value already there. */
function overlayConfig(base: Json | undefined, overrides: Json | undefined): Json {
  if (!isJsonObject(overrides)) return overrides ?? base ?? {}
  const result: JsonObject = isJsonObject(base) ? { ...base } : {}
  for (const [plugin, settings] of Object.entries(overrides)) {
    const before = result[plugin]
    if (!isJsonObject(settings) || !isJsonObject(before)) {
      result[plugin] = settings
      continue
    }
    const entered = Object.entries(settings).filter(
      ([setting, value]) => !(isSecretMarker(value) && Object.hasOwn(before, setting)),
    )
    result[plugin] = { ...before, ...Object.fromEntries(entered) }
  }
  return result
}

/** Returns the paths of locked fields for which the entry has a different value. */
function lockedDifferences({ content }: TemplateRecord, base: JsonObject, value: JsonObject): string[] {
  const flatten = (fields: JsonObject) => {
    const { after: _after, runner: _runner, config, ...rest } = fields
    const settings = isJsonObject(config) && Object.values(config).every(isJsonObject) ? config : {}
    return fieldsOf({ ...rest, config: settings } as unknown as TemplateFields)
  }
  const [before, after] = [flatten(base), flatten(value)]
  return [...after.values()]
    .filter(
      ({ path, value: newValue }) => JSON.stringify(newValue) !== JSON.stringify(before.get(path)?.value),
    )
    .map(({ path }) => path)
    .filter((path) => isLocked(content.locked, path))
}
