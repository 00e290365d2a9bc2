import type { Json } from '@flx/shared/json/json'
import { pipelineCreateSchema } from '@flx/shared/pipelines/pipeline-body'
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
  const cache = new Map<string, Promise<TemplateContent | null>>()
  return (id, version) => {
    const key = `${id} ${version}`
    const content = cache.get(key) ?? templates.version(id, version).then((stored) => stored?.content ?? null)
    cache.set(key, content)
    return content
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
  newValues: ParameterValues = {},
): Promise<PlannedUpdate | string> {
  const { template: link } = record
  const [base, content] = [await read(link.id, link.version), await read(link.id, version)]
  if (base === null || content === null) return 'The template is damaged in the database.'
  if (record.damaged !== undefined)
    return 'The pipeline is damaged in the database. Set its fields again, or restore a backup.'
  const before = { ...link.values, ...link.secrets }
  // Drop the values of parameters that the template no longer has.
  const names = new Set(content.parameters.map(({ name }) => name))
  const keptEntries = Object.entries(before).filter(([name]) => names.has(name))
  const values = { ...Object.fromEntries(keptEntries), ...newValues }
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
  const flatten = async (templateFields: TemplateFields, paths: Record<string, SecretPath[]>) => {
    const { placed } = await pipelinePlugins(context.plugins, templateFields)
    return fieldsOf({
      ...templateFields,
      config: hideConfig({ config: templateFields.config, secretSettings: paths }, placed),
    })
  }
  const current = await flatten(ownFields(record), record.secretSettings)
  const after = await flatten(fields, { ...record.secretSettings, ...secretPaths })
  const fromTemplate = await flatten(next, { ...record.secretSettings, ...secretPaths })
  const change = (path: string, before: Json | undefined, newer: Json | undefined): FieldChange => ({
    path,
    ...(before !== undefined && { before }),
    ...(newer !== undefined && { after: newer }),
  })
  return {
    changes: changed.map((path) => change(path, current.get(path)?.value, after.get(path)?.value)),
    overrides: kept.map((path) => change(path, fromTemplate.get(path)?.value, current.get(path)?.value)),
  }
}
