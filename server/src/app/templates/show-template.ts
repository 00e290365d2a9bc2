import type { FieldChange, Template, TemplateSummary, TemplateVersion } from '@flx/shared/templates/template'

import { auditChanges } from '../../domain/access/audit-changes.ts'
import { documentOf } from '../../domain/templates/template-document.ts'
import type { StoredVersion, TemplateRecord, TemplateUse } from '../../domain/templates/template-store.ts'
import { findTemplate, type TemplateContext } from './template-context.ts'

const SHOWN_VERSIONS = 50

/** Returns all templates, sorted by name. */
export async function listTemplates({ templates }: TemplateContext): Promise<TemplateSummary[]> {
  const [records, uses] = [await templates.list(), await templates.uses()]
  return records.map((record) => summarize(record, uses.get(record.id)))
}

/** Returns the full details of a template. Throws AppError `not-found`. */
export async function showTemplate(context: TemplateContext, id: string): Promise<Template> {
  const record = await findTemplate(context, id)
  return presentTemplate(record, (await context.templates.uses()).get(id))
}

/** Presents a record that was just read or written. */
export const presentTemplate = (record: TemplateRecord, use: TemplateUse | undefined): Template => ({
  ...summarize(record, use),
  naming: record.content.naming,
  parameters: record.content.parameters,
  body: record.content.body,
  locked: record.content.locked,
  createdAt: record.createdAt,
})

function summarize(record: TemplateRecord, use: TemplateUse | undefined): TemplateSummary {
  const { extractor, mappers, loader, transform } = record.content.body
  return {
    id: record.id,
    name: record.name,
    description: record.description,
    version: record.version,
    bundled: record.bundled,
    extractor,
    mappers,
    loader,
    transform,
    pipelines: use?.total ?? 0,
    outdated: use?.outdated ?? 0,
    updatedAt: record.updatedAt,
    updatedBy: record.updatedByName,
  }
}

/** Returns the last versions of a template, newest first, each with its changes. */
export async function listVersions(context: TemplateContext, id: string): Promise<TemplateVersion[]> {
  await findTemplate(context, id)
  const versions = await context.templates.versions(id, SHOWN_VERSIONS + 1)
  return versions.slice(0, SHOWN_VERSIONS).map((version, index) => ({
    version: version.version,
    createdAt: version.createdAt,
    createdBy: version.createdByName,
    changes: changesBetween(versions[index + 1], version),
  }))
}

function changesBetween(before: StoredVersion | undefined, after: StoredVersion): FieldChange[] {
  if (before === undefined || before.content === null || after.content === null) return []
  const [beforeDocument, afterDocument] = [before.content, after.content].map((content) => {
    const document = documentOf({ name: '', description: '', content })
    return { stored: document, shown: document }
  })
  return auditChanges(beforeDocument ?? null, afterDocument ?? null).map(
    ({ path, before: from, after: to }) => ({
      path,
      ...(from !== undefined && { before: from }),
      ...(to !== undefined && { after: to }),
    }),
  )
}
