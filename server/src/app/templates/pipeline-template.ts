import { SECRET_MARKER } from '@flx/shared/settings/secret'
import type { PipelineTemplate, PipelineTemplatePatch } from '@flx/shared/templates/template-pipelines'

import { conflict } from '../../domain/core/errors.ts'
import type { PipelineRecord, TemplateLink } from '../../domain/core/records.ts'
import type { Requester } from '../core/context.ts'
import { findPipeline } from '../pipelines/show-pipeline.ts'
import { updatePipeline } from '../pipelines/update-pipeline.ts'
import { planUpdate, presentUpdate, versionReader } from './plan-update.ts'
import { findTemplate, type TemplateContext } from './template-context.ts'
import { applyUpdate } from './update-pipelines.ts'

/** Returns a pipeline's link to its template; null if it has none. */
export async function showPipelineTemplate(
  context: TemplateContext,
  pipelineId: string,
): Promise<PipelineTemplate | null> {
  const record = await findPipeline(context, pipelineId)
  return presentLink(context, record)
}

async function presentLink(
  context: TemplateContext,
  record: PipelineRecord,
): Promise<PipelineTemplate | null> {
  const { template: link } = record
  const template = link === null ? undefined : await context.templates.find(link.id)
  if (link === null || template === undefined) return null
  const read = versionReader(context.templates)
  const planned = await planUpdate(read, { ...record, template: link }, template.version)
  const update =
    typeof planned === 'string'
      ? { changes: [], overrides: [] }
      : await presentUpdate(context, record, planned)
  const hidden = Object.keys(link.secrets).map((name) => [name, { ...SECRET_MARKER }] as const)
  return {
    id: link.id,
    name: template.name,
    version: link.version,
    newest: template.version,
    unlocked: link.unlocked,
    locked: (await read(link.id, link.version))?.locked ?? [],
    values: { ...link.values, ...Object.fromEntries(hidden) },
    ...update,
  }
}

/** Unlocks the pipeline's fields, changes its parameter values, or updates it to the current version. */
export async function changePipelineTemplate(
  context: TemplateContext,
  pipelineId: string,
  { unlocked, values, update }: PipelineTemplatePatch,
  requester: Requester,
): Promise<PipelineTemplate | null> {
  let record = await findLinked(context, pipelineId)
  if (unlocked !== undefined && unlocked !== record.template.unlocked) {
    await setLink(context, record, { ...record.template, unlocked }, requester)
    record = await findLinked(context, pipelineId)
  }
  if (update || values !== undefined) {
    const template = await findTemplate(context, record.template.id)
    const version = update ? template.version : record.template.version
    await applyUpdate(context, versionReader(context.templates), record, version, values ?? {}, requester)
  }
  return showPipelineTemplate(context, pipelineId)
}

/** Detaches a pipeline from its template; its fields are kept. */
export async function detachPipeline(
  context: TemplateContext,
  pipelineId: string,
  requester: Requester,
): Promise<void> {
  await setLink(context, await findLinked(context, pipelineId), null, requester)
}

async function findLinked(
  context: TemplateContext,
  pipelineId: string,
): Promise<PipelineRecord & { template: TemplateLink }> {
  const record = await findPipeline(context, pipelineId)
  const { template } = record
  if (template === null) throw conflict(`Pipeline "${record.name}" was not created from a template.`)
  return { ...record, template }
}

async function setLink(
  context: TemplateContext,
  { id, version, requiredLabels }: PipelineRecord,
  link: TemplateLink | null,
  requester: Requester,
): Promise<void> {
  await updatePipeline(context, id, { version }, requester, { link, secretPaths: {}, requiredLabels })
}
