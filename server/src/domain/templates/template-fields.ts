import { isLocked } from '@flx/shared/templates/locked-path'
import type { Json, JsonObject } from '@flx/shared/json/json'
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

const isSameValue = (one: Json | undefined, other: Json | undefined): boolean =>
  JSON.stringify(one ?? null) === JSON.stringify(other ?? null) &&
  (one === undefined) === (other === undefined)

/** Lists the paths in which two pipelines differ. */
function differingPaths(one: TemplateFields, other: TemplateFields): string[] {
  const [before, after] = [fieldsOf(one), fieldsOf(other)]
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
  const [before, after, present] = [fieldsOf(base), fieldsOf(next), fieldsOf(own)]
  const result = new Map<string, Field>()
  const [changed, kept]: [string[], string[]] = [[], []]
  for (const path of new Set([...present.keys(), ...after.keys()])) {
    const mine = present.get(path)
    const theirs = after.get(path)
    const isOwn = !isSameValue(mine?.value, before.get(path)?.value)
    const taken = isOwn && !isLocked(locked, path) ? mine : theirs
    if (isOwn && taken === mine && !isSameValue(mine?.value, theirs?.value)) kept.push(path)
    if (!isSameValue(mine?.value, taken?.value)) changed.push(path)
    if (taken !== undefined) result.set(path, taken)
  }
  return { fields: joined(own, result), changed, kept }
}

/** Lists the template's locked paths that a pipeline would change; such an edit is refused. */
export const lockedChanges = (
  before: TemplateFields,
  after: TemplateFields,
  locked: readonly string[],
): string[] => differingPaths(before, after).filter((path) => isLocked(locked, path))

function joined(own: TemplateFields, fields: ReadonlyMap<string, Field>): TemplateFields {
  const config: Record<string, JsonObject> = {}
  const rest: JsonObject = {}
  for (const { path, setting, value } of fields.values()) {
    if (setting === null) {
      rest[path] = value
      continue
    }
    const [plugin, name] = setting
    const settings = (config[plugin] ??= {})
    Object.defineProperty(settings, name, { value, enumerable: true, writable: true, configurable: true })
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
