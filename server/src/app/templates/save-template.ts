import type { Template, TemplateCreate, TemplateReplace } from '@flx/shared/templates/template'
import { MAX_TEMPLATES } from '@flx/shared/templates/template-document'

import { auditChanges } from '../../domain/access/audit-changes.ts'
import type { AuditNote } from '../../domain/access/audit-log.ts'
import { AppError, conflict } from '../../domain/core/errors.ts'
import { refusedAs } from '../../domain/core/store-refusal.ts'
import { documentOf } from '../../domain/templates/template-document.ts'
import type { TemplateRecord } from '../../domain/templates/template-store.ts'
import { nowText, type Requester } from '../core/context.ts'
import { requireLabelsRole } from '../pipelines/check-labels.ts'
import { checkTemplate } from './check-template.ts'
import { presentTemplate } from './show-template.ts'
import { findTemplate, type TemplateContext } from './template-context.ts'

type SaveContext = Pick<TemplateContext, 'templates' | 'plugins' | 'clock' | 'newId'>

/**
 * Creates a template. Throws AppError `invalid` per field, `conflict` if the name is taken, and `forbidden`
 * for labels.
 */
export async function createTemplate(
  context: SaveContext,
  { name, description, ...content }: TemplateCreate,
  requester: Requester,
  id: string = context.newId(),
): Promise<Template> {
  requireLabelsRole(requester, content.body.requiredLabels, [])
  await checkTemplate(context, content)
  if ((await context.templates.list()).length >= MAX_TEMPLATES)
    throw conflict(`There are already ${MAX_TEMPLATES} templates, which is the maximum. Delete one first.`)
  const at = nowText(context)
  const record: TemplateRecord = {
    id,
    name,
    description,
    version: 1,
    bundled: false,
    content,
    createdAt: at,
    updatedAt: at,
    updatedByName: requester.actor.name,
  }
  const note: AuditNote = {
    ...auditNote(record, requester, 'create'),
    changes: auditChanges(null, auditDocument(record)),
  }
  await withFreeName(name, () => context.templates.create(record, note))
  return presentTemplate(record, undefined)
}

/**
 * Saves a new version of a template; its pipelines keep theirs until they are updated. Saving unchanged
 * content creates no version. Throws AppError `stale-version`, `conflict` for a bundled template, and
 * `invalid` per field.
 */
export async function replaceTemplate(
  context: SaveContext,
  id: string,
  { version, name, description, ...content }: TemplateReplace,
  requester: Requester,
): Promise<Template> {
  const stored = await findTemplate(context, id)
  refuseBundled(stored, 'change')
  requireLabelsRole(requester, content.body.requiredLabels, stored.content.body.requiredLabels)
  if (stored.version !== version) throw await staleError(context, id)
  await checkTemplate(context, content)
  const { damaged: _damaged, ...intact } = stored
  const record: TemplateRecord = {
    ...intact,
    name,
    description,
    content,
    version: version + 1,
    updatedAt: nowText(context),
    updatedByName: requester.actor.name,
  }
  const changes = auditChanges(auditDocument(stored), auditDocument(record))
  const uses = await context.templates.uses()
  if (changes.length === 0 && stored.damaged === undefined) return presentTemplate(stored, uses.get(id))
  const note = { ...auditNote(record, requester, 'update'), changes }
  if (!(await withFreeName(name, () => context.templates.update(record, note))))
    throw await staleError(context, id)
  return presentTemplate(record, (await context.templates.uses()).get(id))
}

/** Deletes a template; its pipelines keep their fields. */
export async function deleteTemplate(
  context: TemplateContext,
  id: string,
  requester: Requester,
): Promise<void> {
  const stored = await findTemplate(context, id)
  refuseBundled(stored, 'delete')
  await context.templates.remove(id, auditNote(stored, requester, 'delete'))
}

function refuseBundled({ name, bundled }: TemplateRecord, verb: string): void {
  if (bundled)
    throw conflict(`Cannot ${verb} template "${name}": it is bundled. Duplicate it and change the copy.`)
}

async function staleError(context: SaveContext, id: string): Promise<AppError> {
  const current = await findTemplate(context, id)
  return new AppError(
    'stale-version',
    `Template "${current.name}" has changed in the meantime. Compare your changes with the current version and save again.`,
    { extra: { current: presentTemplate(current, undefined) } },
  )
}

/** Returns the document for the audit log, shown as stored because templates contain no secrets. */
function auditDocument(record: TemplateRecord) {
  const document = documentOf(record)
  return { stored: document, shown: document }
}

const auditNote = (
  { id, name }: TemplateRecord,
  { actor }: Requester,
  action: 'create' | 'update' | 'delete',
): AuditNote => ({ actor, action, entityType: 'template', entityId: id, entityName: name })

const withFreeName = <T>(name: string, write: () => Promise<T>): Promise<T> =>
  refusedAs(write, ({ reason }) => {
    if (reason !== 'name-taken') return undefined
    const message = `A template named "${name}" already exists. Choose another name.`
    return new AppError('conflict', message, { fields: [{ path: 'name', message }] })
  })
