import type { Json } from '@flx/shared/json/json'
import {
  SHOWN_UPDATES,
  type PipelineUpdate,
  type UpdatePreview,
} from '@flx/shared/templates/template-pipelines'
import { isFinished } from '@flx/shared/executions/execution-status'

import { AppError, conflict, invalid } from '../../domain/core/errors.ts'
import type { PipelineRecord, TemplateLink } from '../../domain/core/records.ts'
import type { TemplateRecord } from '../../domain/templates/template-store.ts'
import type { BulkActions } from '../bulk/bulk-actions.ts'
import type { BulkEffect } from '../bulk/bulk-targets.ts'
import type { Requester } from '../core/context.ts'
import { checkPipeline } from '../pipelines/check-pipeline.ts'
import { findPipeline } from '../pipelines/show-pipeline.ts'
import { updatePipeline } from '../pipelines/update-pipeline.ts'
import { cachePlugins } from '../settings/cache-plugins.ts'
import {
  planUpdate,
  presentUpdate,
  versionReader,
  type PlannedUpdate,
  type VersionReader,
} from './plan-update.ts'
import { refuseDamagedTemplate } from './refuse-damaged.ts'
import { findTemplate, type TemplateContext } from './template-context.ts'

/** Number of pipelines read at once, which bounds a preview's memory. */
const BATCH = 200
/** The limit of a bulk action. */
const MAX_PIPELINES = 10_000

type CheckContext = Parameters<typeof checkPipeline>[0]

type LinkedPipeline = PipelineRecord & { template: TemplateLink }

/** Previews what the current version of a template would change in its pipelines. */
export async function previewUpdate(context: TemplateContext, id: string): Promise<UpdatePreview> {
  const template = await findTemplate(context, id)
  const checkContext = { ...context, plugins: cachePlugins(context.plugins) }
  const read = versionReader(context.templates)
  const counts = { total: 0, current: 0, withoutOverrides: 0, overridden: 0, failing: 0, running: 0 }
  const items: PipelineUpdate[] = []
  for await (const records of pipelinesOf(context, id)) {
    const recent = await context.pipelines.recentExecutions(
      records.map((record) => record.id),
      1,
    )
    for (const record of records) {
      const status = recent.get(record.id)?.last?.status
      const isRunning = status !== undefined && !isFinished(status)
      const isCurrent = record.template.version === template.version
      const preview = await previewPipelineUpdate(checkContext, read, template, record)
      counts.total += 1
      if (isCurrent) counts.current += 1
      else {
        if (isRunning) counts.running += 1
        if (preview.problem !== null) counts.failing += 1
        else if (preview.overrides.length > 0) counts.overridden += 1
        else counts.withoutOverrides += 1
      }
      if (items.length < SHOWN_UPDATES) items.push({ ...preview, isRunning })
    }
  }
  return { version: template.version, counts, items }
}

async function previewPipelineUpdate(
  context: CheckContext,
  read: VersionReader,
  template: TemplateRecord,
  record: LinkedPipeline,
): Promise<Omit<PipelineUpdate, 'isRunning'>> {
  const { id, name } = record
  const { version, unlocked } = record.template
  const planned = await planUpdate(read, record, template.version)
  if (typeof planned === 'string')
    return { id, name, version, unlocked, changes: [], overrides: [], problem: planned }
  const problem = planned.changed.length === 0 ? null : await problemOf(context, record, planned)
  return { id, name, version, unlocked, ...(await presentUpdate(context, record, planned)), problem }
}

/** Returns why the updated pipeline could not be saved; null if it could. */
async function problemOf(
  context: CheckContext,
  record: LinkedPipeline,
  { fields, secretPaths }: PlannedUpdate,
): Promise<string | null> {
  try {
    await checkPipeline(context, { ...record, ...fields }, { ...record, secretPaths }, record.id)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return error.message
  }
  if (fields.name === record.name) return null
  const namesake = await context.pipelines.findByName(fields.name)
  return namesake === undefined || namesake.id === record.id
    ? null
    : `A pipeline named "${fields.name}" already exists.`
}

/**
 * Updates pipelines to the current version of their template as a bulk action: those with the given IDs, or
 * all that have an earlier version. The target version is fixed now, even if the template changes meanwhile.
 */
export async function updateFromTemplate(
  context: TemplateContext & { bulk: Pick<BulkActions, 'acceptItems'> },
  id: string,
  ids: readonly string[] | undefined,
  requester: Requester,
): Promise<{ bulkId: string }> {
  const template = await findTemplate(context, id)
  refuseDamagedTemplate(template)
  const requestedIds = ids === undefined ? null : new Set(ids)
  const items: { id: string; name: string }[] = []
  for await (const records of pipelinesOf(context, id)) {
    for (const record of records) {
      const isSelected =
        requestedIds === null ? record.template.version < template.version : requestedIds.delete(record.id)
      if (isSelected) items.push({ id: record.id, name: record.name })
    }
  }
  // A pipeline detached meanwhile fails on its own, with a message.
  for (const missing of requestedIds ?? []) items.push({ id: missing, name: missing })
  if (items.length === 0)
    throw conflict(`All pipelines of "${template.name}" already have its current version.`)
  const request: UpdateRequest = { templateId: id, version: template.version }
  return context.bulk.acceptItems('pipelines', 'update', items, { ...request }, requester)
}

/** The request of the bulk action that `updatePlanned` runs. */
interface UpdateRequest {
  templateId: string
  version: number
}

/** Runs one item of the bulk action of `updateFromTemplate`. */
export async function updatePlanned(
  context: TemplateContext,
  pipelineId: string,
  requester: Requester,
  request: Json,
): Promise<BulkEffect> {
  if (request === null) throw conflict('Many pipelines can only be updated from their template.')
  const { templateId, version } = request as unknown as UpdateRequest
  const read = readerOf(context, request as object)
  const record = await findPipeline(context, pipelineId)
  if (record.template?.id !== templateId) {
    const { name } = await findTemplate(context, templateId)
    throw conflict(`Pipeline "${record.name}" no longer uses the template "${name}".`)
  }
  if (record.template.version >= version) return 'unchanged'
  await applyUpdate(context, read, record as LinkedPipeline, version, {}, requester)
  return 'changed'
}

/** One reader per bulk action, so that each version is read once. */
const readers = new WeakMap<object, VersionReader>()

function readerOf({ templates }: TemplateContext, request: object): VersionReader {
  const read = readers.get(request) ?? versionReader(templates)
  readers.set(request, read)
  return read
}

/**
 * Updates one pipeline. Throws AppError `invalid` if it is not possible, and the errors of `updatePipeline`.
 */
export async function applyUpdate(
  context: TemplateContext,
  read: VersionReader,
  record: LinkedPipeline,
  version: number,
  values: Record<string, string>,
  requester: Requester,
): Promise<void> {
  const planned = await planUpdate(read, record, version, values)
  if (typeof planned === 'string') throw invalid(`Cannot update pipeline "${record.name}": ${planned}`)
  const { fields, link, secretPaths, next } = planned
  await updatePipeline(context, record.id, { ...fields, version: record.version }, requester, {
    link,
    secretPaths,
    requiredLabels: next.requiredLabels,
  })
}

async function* pipelinesOf({ pipelines }: TemplateContext, id: string): AsyncGenerator<LinkedPipeline[]> {
  let after = ''
  for (let count = 0; count < MAX_PIPELINES; count += BATCH) {
    const records = await pipelines.ofTemplate(id, after, BATCH)
    if (records.length > 0) yield records as LinkedPipeline[]
    const last = records.at(-1)
    if (records.length < BATCH || last === undefined) return
    after = last.id
  }
}
