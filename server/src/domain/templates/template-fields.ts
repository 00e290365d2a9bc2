import { isLocked } from '@flx/shared/templates/locked-path'
import type { Json, JsonObject } from '@flx/shared/json/json'
import { setOwn } from '@flx/shared/json/own-property'
import { templateBodySchema, type TemplateBody } from '@flx/shared/templates/template'

import type { PipelineRecord } from '../core/records.ts'

/** A pipeline as templates see it: its name and the template's fields, without the fields of each single pipeline. */
export type TemplateFields = TemplateBody & { name: string }

/** One field of the pipeline, or one whole setting of a plugin. */
interface Field {
  path: string
  /** The plugin and its setting; null for a field of the pipeline. */
  setting: readonly [plugin: string, name: string] | null
  value: Json
}

/** Whether a pipeline is active is up to the operators, from the start. */
const NOT_SHARED: ReadonlySet<string> = new Set(['config', 'isActive'])

/** Lists every field by its path: `schedule`, `config.tap-csv.files`. */
export function fieldsOf(fields: TemplateFields): Map<string, Field> {
  const found = new Map<string, Field>()
  for (const [name, value] of Object.entries(fields)) {
    if (!NOT_SHARED.has(name)) found.set(name, { path: name, setting: null, value: value as Json })
  }
  for (const [plugin, settings] of Object.entries(fields.config)) {
    for (const [name, value] of Object.entries(settings)) {
      const path = `config.${plugin}.${name}`
      found.set(path, { path, setting: [plugin, name], value })
    }
  }
  return found
}

const isSameValue = (a: Json | undefined, b: Json | undefined): boolean =>
  JSON.stringify(a ?? null) === JSON.stringify(b ?? null) && (a === undefined) === (b === undefined)

/** Lists the paths in which two pipelines differ. */
function differingPaths(a: TemplateFields, b: TemplateFields): string[] {
  const [before, after] = [fieldsOf(a), fieldsOf(b)]
  return [...new Set([...before.keys(), ...after.keys()])].filter(
    (path) => !isSameValue(before.get(path)?.value, after.get(path)?.value),
  )
}

/** The result of applying a changed template to a pipeline. */
export interface Merged {
  fields: TemplateFields
  /** Paths that change in the pipeline. */
  changed: string[]
  /** Paths that were changed manually and stay. */
  kept: string[]
}

/**
 * Merges an update of the template into a pipeline: fields changed manually since the template made them stay, unless the
 * template locks them; all others take the template's new values.
 */
export function mergeTemplate(
  base: TemplateFields,
  next: TemplateFields,
  own: TemplateFields,
  locked: readonly string[],
): Merged {
  const [before, after, current] = [fieldsOf(base), fieldsOf(next), fieldsOf(own)]
  const result = new Map<string, Field>()
  const [changed, kept]: [string[], string[]] = [[], []]
  for (const path of new Set([...current.keys(), ...after.keys()])) {
    const ownField = current.get(path)
    const templateField = after.get(path)
    const isEdited = !isSameValue(ownField?.value, before.get(path)?.value)
    const chosen = isEdited && !isLocked(locked, path) ? ownField : templateField
    if (isEdited && chosen === ownField && !isSameValue(ownField?.value, templateField?.value))
      kept.push(path)
    if (!isSameValue(ownField?.value, chosen?.value)) changed.push(path)
    if (chosen !== undefined) result.set(path, chosen)
  }
  return { fields: withFields(own, result), changed, kept }
}

/** Lists the template's locked paths that a pipeline would change; such an edit is refused. */
export const lockedChanges = (
  before: TemplateFields,
  after: TemplateFields,
  locked: readonly string[],
): string[] => differingPaths(before, after).filter((path) => isLocked(locked, path))

function withFields(own: TemplateFields, fields: ReadonlyMap<string, Field>): TemplateFields {
  const config: Record<string, JsonObject> = {}
  const rest: JsonObject = {}
  for (const { path, setting, value } of fields.values()) {
    if (setting === null) {
      rest[path] = value
      continue
    }
    const [plugin, name] = setting
    const settings = (config[plugin] ??= {})
    setOwn(settings, name, value)
  }
  // Every other field is one of `fieldsOf`, so nothing is missing.
  return { ...own, ...(rest as unknown as TemplateFields), isActive: own.isActive, config }
}

const FIELDS = Object.keys(templateBodySchema.shape) as (keyof TemplateBody)[]

/** Picks the fields of a pipeline that templates see. */
export function ownFields(record: PipelineRecord): TemplateFields {
  const body = Object.fromEntries(FIELDS.map((field) => [field, record[field]]))
  return { ...(body as TemplateBody), name: record.name }
}
