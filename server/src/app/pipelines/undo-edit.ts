import type { AuditChange, AuditEntry } from '@flx/shared/access/audit'
import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import { parseJson } from '@flx/shared/json/json-text'
import { pipelinePatchSchema, type Pipeline } from '@flx/shared/pipelines/pipeline'

import { conflict, notFound } from '../../domain/core/errors.ts'
import { canUndo } from '../../domain/failures/likely-trigger.ts'
import { hideSecretChange } from '../access/list-audit.ts'
import type { AppContext, Asker } from '../core/context.ts'
import { findPipeline, presentPipeline } from './show-pipeline.ts'
import { updatePipeline } from './update-pipeline.ts'

type Context = Parameters<typeof updatePipeline>[0] & Pick<AppContext, 'audit'>

/**
 * Gives the fields of an edit the values that they had before it, as an edit of its own. Throws AppError `conflict` when
 * a value is not in the audit log, or was changed again since, and `not-found`.
 */
export async function undoEdit(context: Context, auditId: string, asker: Asker): Promise<Pipeline> {
  const entry = await context.audit.find(auditId)
  if (entry === undefined) throw notFound('entry of the audit log', auditId)
  if (!canUndo(entry) || entry.changes.some((change) => hideSecretChange(change).secret === true)) {
    throw conflict('Cannot undo this change: the audit log does not hold every value from before it.')
  }
  const stored = await findPipeline(context, entry.entityId)
  const shown = await presentPipeline(context, stored)
  // Only of what people may change.
  const document = parseJson(JSON.stringify(shown)) as JsonObject
  const patch = pipelinePatchSchema.parse({ version: stored.version, ...fieldsBefore(document, entry) })
  return updatePipeline(context, stored.id, patch, asker)
}

/** The changed fields, each whole, with the values from before. */
function fieldsBefore(document: JsonObject, { changes }: AuditEntry): JsonObject {
  const fields: JsonObject = {}
  for (const change of changes) {
    const [field = '', ...rest] = pathIn(document, change)
    fields[field] = withValue(fields[field] ?? document[field], rest, change, [field, ...rest])
  }
  return fields
}

/** A key may hold dots: the longest one that is there counts. */
function pathIn(document: JsonObject, { path }: AuditChange): string[] {
  const found: string[] = []
  let rest = path
  let value: Json | undefined = document
  while (rest !== '') {
    const keys: string[] = isJsonObject(value) ? Object.keys(value) : []
    const key =
      keys
        .filter((one) => rest === one || rest.startsWith(`${one}.`))
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
  whole: readonly string[],
): Json {
  const [key, ...rest] = path
  if (key === undefined) {
    if (JSON.stringify(value ?? null) !== JSON.stringify(change.after ?? null)) {
      throw conflict(`Cannot undo this change: ${whole.join('.')} was changed again since.`)
    }
    return change.before ?? null
  }
  const object = isJsonObject(value) ? value : {}
  const inner = withValue(object[key], rest, change, whole)
  const next = { ...object, [key]: inner }
  // It was not there before.
  if (rest.length === 0 && change.before === undefined) delete next[key]
  return next
}
