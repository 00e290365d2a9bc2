import { isLocked } from '@flx/shared/templates/locked-path'
import type { Json, JsonObject } from '@flx/shared/json/json'
import { templateBodySchema, type TemplateBody } from '@flx/shared/templates/template'

import type { PipelineRecord } from '../core/records.ts'

/** A pipeline as templates see it: with the name, without what belongs to each pipeline. */
export type TemplateFields = TemplateBody & { name: string }

/** One field: of the pipeline, or one setting of a plugin, which counts as a whole. */
interface Field {
  path: string
  /** The plugin and its setting; null for a field of the pipeline. */
  setting: readonly [plugin: string, name: string] | null
  value: Json
}

/** Whether it runs is for operators to say, from the first moment on. */
const NOT_SHARED: ReadonlySet<string> = new Set(['config', 'isActive'])

/** Every field with its path: `schedule`, `config.tap-csv.files`. */
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

/** The paths in which two pipelines differ. */
function differingPaths(one: TemplateFields, other: TemplateFields): string[] {
  const [before, after] = [fieldsOf(one), fieldsOf(other)]
  return [...new Set([...before.keys(), ...after.keys()])].filter(
    (path) => !isSameValue(before.get(path)?.value, after.get(path)?.value),
  )
}

/** What becomes of a pipeline when its template changes. */
export interface Merged {
  fields: TemplateFields
  /** Paths in which the pipeline changes. */
  changed: string[]
  /** Paths that were changed by hand and stay. */
  kept: string[]
}

/**
 * The pipeline after an update: what was changed by hand since the template made it stays, except where the template
 * locks it; everything else becomes what the template says now.
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

/** Locked paths of the template that a pipeline has changed: an edit of them is refused. */
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
  // Every other field is one of `fieldsOf`, so that nothing is missing.
  return { ...own, ...(rest as unknown as TemplateFields), isActive: own.isActive, config }
}

const FIELDS = Object.keys(templateBodySchema.shape) as (keyof TemplateBody)[]

/** Of a pipeline, what templates see of it. */
export function ownFields(record: PipelineRecord): TemplateFields {
  const body = Object.fromEntries(FIELDS.map((field) => [field, record[field]]))
  return { ...(body as TemplateBody), name: record.name }
}
