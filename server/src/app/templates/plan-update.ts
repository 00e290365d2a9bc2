import type { Json } from '@flx/shared/json/json'
import { pipelineCreateSchema } from '@flx/shared/pipelines/pipeline'
import type { FieldChange, TemplateContent } from '@flx/shared/templates/template'
import type { ParameterValues } from '@flx/shared/templates/template-pipelines'

import type { PipelineRecord, TemplateLink } from '../../domain/core/records.ts'
import { fieldProblems } from '../../domain/core/field-problems.ts'
import type { SecretPath } from '../../domain/settings/secrets/secret-paths.ts'
import { filledIn, splitSecretValues, valuesProblems } from '../../domain/templates/parameter-values.ts'
import { renderTemplate } from '../../domain/templates/render-template.ts'
import {
  fieldsOf,
  mergeTemplate,
  ownFields,
  type TemplateFields,
} from '../../domain/templates/template-fields.ts'
import type { TemplateStore } from '../../domain/templates/template-store.ts'
import { pipelinePlugins } from '../settings/pipeline-plugins.ts'
import { hideConfig } from '../settings/pipeline-secrets.ts'
import type { AppContext } from '../core/context.ts'

/** Reads versions of templates, each only once. */
export type VersionReader = (id: string, version: number) => Promise<TemplateContent | null>

export function versionReader(templates: Pick<TemplateStore, 'version'>): VersionReader {
  const known = new Map<string, Promise<TemplateContent | null>>()
  return (id, version) => {
    const key = `${id} ${version}`
    const found = known.get(key) ?? templates.version(id, version).then((stored) => stored?.content ?? null)
    known.set(key, found)
    return found
  }
}

/** The effect of another version or other values on a pipeline. */
export interface PlannedUpdate {
  fields: TemplateFields
  link: TemplateLink
  secretPaths: Record<string, SecretPath[]>
  changed: string[]
  kept: string[]
  /** The template's own values, to show beside overrides that are kept. */
  next: TemplateFields
}

/** Plans the update of a pipeline. Returns a sentence if it is not possible. */
export async function planUpdate(
  read: VersionReader,
  record: PipelineRecord & { template: TemplateLink },
  version: number,
  given: ParameterValues = {},
): Promise<PlannedUpdate | string> {
  const { template: link } = record
  const [base, content] = [await read(link.id, link.version), await read(link.id, version)]
  if (base === null || content === null) return 'The template is damaged in the database.'
  if (record.damaged !== undefined)
    return 'The pipeline is damaged in the database. Set its fields again, or restore a backup.'
  const before = { ...link.values, ...link.secrets }
  // Drop the values of parameters that the template no longer has.
  const names = new Set(content.parameters.map(({ name }) => name))
  const kept = Object.entries(before).filter(([name]) => names.has(name))
  const values = { ...Object.fromEntries(kept), ...given }
  const [problem] = valuesProblems(content.parameters, values)
  if (problem !== undefined)
    return `The parameter "${problem.path}" does not fit: ${problem.message} Set it on the page of the pipeline.`
  const rendered = renderTemplate(content, filledIn(content.parameters, values))
  const parsed = pipelineCreateSchema.safeParse({ ...rendered.body, name: rendered.name })
  if (!parsed.success) {
    const [first] = parsed.error.issues.flatMap((issue) => fieldProblems(issue, pipelineCreateSchema))
    return `${first?.path ?? ''}: ${first?.message ?? ''}`
  }
  const next = withName(rendered)
  const from = withName(renderTemplate(base, filledIn(base.parameters, before)))
  const merged = mergeTemplate(from, next, ownFields(record), link.unlocked ? [] : content.locked)
  return {
    ...merged,
    next,
    link: { ...link, version, ...splitSecretValues(content.parameters, values) },
    secretPaths: rendered.secretPaths,
  }
}

const withName = ({ name, body }: { name: string; body: Omit<TemplateFields, 'name'> }): TemplateFields => ({
  ...body,
  name,
})

/** Returns the changes and the overrides that are kept, with secrets hidden. */
export async function presentUpdate(
  context: { plugins: Pick<AppContext['plugins'], 'findByNames'> },
  record: PipelineRecord,
  { fields, next, changed, kept, secretPaths }: PlannedUpdate,
): Promise<{ changes: FieldChange[]; overrides: FieldChange[] }> {
  if (changed.length === 0 && kept.length === 0) return { changes: [], overrides: [] }
  const shown = async (one: TemplateFields, paths: Record<string, SecretPath[]>) => {
    const { placed } = await pipelinePlugins(context.plugins, one)
    return fieldsOf({ ...one, config: hideConfig({ config: one.config, secretSettings: paths }, placed) })
  }
  const own = await shown(ownFields(record), record.secretSettings)
  const after = await shown(fields, { ...record.secretSettings, ...secretPaths })
  const theirs = await shown(next, { ...record.secretSettings, ...secretPaths })
  const change = (path: string, before: Json | undefined, then: Json | undefined): FieldChange => ({
    path,
    ...(before !== undefined && { before }),
    ...(then !== undefined && { after: then }),
  })
  return {
    changes: changed.map((path) => change(path, own.get(path)?.value, after.get(path)?.value)),
    overrides: kept.map((path) => change(path, theirs.get(path)?.value, own.get(path)?.value)),
  }
}
