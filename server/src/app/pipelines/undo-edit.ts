import type { AuditChange } from '@flx/shared/access/audit'
import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import { parseJson } from '@flx/shared/json/json-text'
import type { Pipeline } from '@flx/shared/pipelines/pipeline'
import { pipelinePatchSchema } from '@flx/shared/pipelines/pipeline-body'

import { conflict, notFound } from '../../domain/core/errors.ts'
import { canUndo } from '../../domain/failures/likely-trigger.ts'
import { hideSecretChange } from '../access/list-audit.ts'
import type { TemplateLink } from '../../domain/core/records.ts'
import type { AppContext, Requester } from '../core/context.ts'
import { findPipeline, presentPipeline } from './show-pipeline.ts'
import { updatePipeline } from './update-pipeline.ts'

type Context = Parameters<typeof updatePipeline>[0] & Pick<AppContext, 'audit'>

/**
 * Restores the previous values of an edit's fields, as an edit of its own. Throws AppError `conflict` if a
 * value is not in the audit log or was changed again since, and `not-found`.
 */
export async function undoEdit(context: Context, auditId: string, requester: Requester): Promise<Pipeline> {
  const entry = await context.audit.find(auditId)
  if (entry === undefined) throw notFound('entry of the audit log', auditId)
  if (!canUndo(entry) || entry.changes.some((change) => hideSecretChange(change).secret === true)) {
    throw conflict('Cannot undo this change: the audit log does not hold every value from before it.')
  }
  const stored = await findPipeline(context, entry.entityId)
  const shown = await presentPipeline(context, stored)
  // Limited to fields that users can change.
  const document = parseJson(JSON.stringify(shown)) as JsonObject
  const [ofTemplate, ofFields] = partition(entry.changes)
  const patch = pipelinePatchSchema.parse({ version: stored.version, ...fieldsBefore(document, ofFields) })
  const link = ofTemplate.length === 0 ? null : linkBefore(stored.template, ofTemplate)
  return updatePipeline(
    context,
    stored.id,
    patch,
    requester,
    link === null ? null : { link, secretPaths: {}, requiredLabels: stored.requiredLabels },
  )
}

const partition = (changes: readonly AuditChange[]): [AuditChange[], AuditChange[]] => [
  changes.filter(({ path }) => path === 'template' || path.startsWith('template.')),
  changes.filter(({ path }) => path !== 'template' && !path.startsWith('template.')),
]

/** Returns the template link as it was before an update by the template, with its version and values. */
function linkBefore(link: TemplateLink | null, changes: readonly AuditChange[]): TemplateLink {
  const document = parseJson(JSON.stringify({ template: link })) as JsonObject
  const { template } = fieldsBefore(document, changes)
  if (link === null || !isJsonObject(template) || typeof template['version'] !== 'number')
    throw conflict('Cannot undo this change: the pipeline was linked to a template, or detached from it.')
  // Fields that are not among the changes come from the current link.
  return template as unknown as TemplateLink
}

/** Returns the changed top-level fields with their previous values. */
function fieldsBefore(document: JsonObject, changes: readonly AuditChange[]): JsonObject {
  const fields: JsonObject = {}
  for (const change of changes) {
    const [field = '', ...rest] = pathIn(document, change)
    fields[field] = withValue(fields[field] ?? document[field], rest, change, [field, ...rest])
  }
  return fields
}

/** Splits a path into keys. A key can contain dots: the longest existing key wins. */
function pathIn(document: JsonObject, { path }: AuditChange): string[] {
  const found: string[] = []
  let rest = path
  let value: Json | undefined = document
  while (rest !== '') {
    const keys: string[] = isJsonObject(value) ? Object.keys(value) : []
    const key =
      keys
        .filter((candidate) => rest === candidate || rest.startsWith(`${candidate}.`))
        .sort((a, b) => b.length - a.length)[0] ??
      (found.length === 0 ? rest.slice(0, rest.includes('.') ? rest.indexOf('.') : undefined) : rest)
    found.push(key)
    value = isJsonObject(value) ? value[key] : undefined
    rest = rest.slice(key.length + 1)
  }
  return found
}

function withValue(
  value: Json | undefined,
  path: readonly string[],
  change: AuditChange,
  fullPath: readonly string[],
): Json {
  const [key, ...rest] = path
  if (key === undefined) {
    if (JSON.stringify(value ?? null) !== JSON.stringify(change.after ?? null)) {
      throw conflict(`Cannot undo this change: ${fullPath.join('.')} has been changed again since.`)
    }
    return change.before ?? null
  }
  const object = isJsonObject(value) ? value : {}
  const inner = withValue(object[key], rest, change, fullPath)
  const next = { ...object, [key]: inner }
  // The key did not exist before.
  if (rest.length === 0 && change.before === undefined) delete next[key]
  return next
}
