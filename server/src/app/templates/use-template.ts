import { formatCount } from '@flx/shared/core/quantities'
import type { Json } from '@flx/shared/json/json'
import { shortestInterval } from '../../domain/schedules/schedule.ts'
import { AppError, conflict } from '../../domain/core/errors.ts'
import type {
  TemplateCheck,
  TemplateCheckRequest,
  TemplateUse,
} from '@flx/shared/templates/template-pipelines'

import { pipelinesToYaml } from '../../domain/pipelines/pipelines-yaml.ts'
import type { BulkActions } from '../bulk/bulk-actions.ts'
import type { BulkEffect } from '../bulk/bulk-targets.ts'
import type { Requester } from '../core/context.ts'
import { createPipeline } from '../pipelines/create-pipeline.ts'
import { pipelinePlugins } from '../settings/pipeline-plugins.ts'
import { hideConfig } from '../settings/pipeline-secrets.ts'
import { refuseDamagedTemplate } from './refuse-damaged.ts'
import { planRows, type PlannedRow } from './template-rows.ts'
import { findTemplate, type TemplateContext } from './template-context.ts'

/** Previews the pipelines that a template would create from rows, with all problems. Changes nothing. */
export async function checkRows(
  context: TemplateContext,
  id: string,
  { rows, preview }: TemplateCheckRequest,
): Promise<TemplateCheck> {
  const template = await findTemplate(context, id)
  refuseDamagedTemplate(template)
  const plannedRows = await planRows(context, template, rows)
  const valid = plannedRows.filter(({ problems }) => problems.length === 0)
  return {
    rows: plannedRows.map(({ name, problems }) => ({ name, problems })),
    valid: valid.length,
    document: await documentOf(context, plannedRows[preview]),
    startsPerHour: startsPerHour(valid),
  }
}

/**
 * Creates a pipeline from each row as a bulk action that can be cancelled and undone. The rows are checked
 * first. Throws AppError `invalid` with the wrong rows, unless `onlyValid` is set.
 */
export async function createFromTemplate(
  context: TemplateContext & { bulk: Pick<BulkActions, 'acceptItems'> },
  id: string,
  { rows, onlyValid, isActive }: TemplateUse,
  requester: Requester,
): Promise<{ bulkId: string }> {
  const template = await findTemplate(context, id)
  refuseDamagedTemplate(template)
  const planned = await planRows(context, template, rows)
  refuseInvalid(planned, onlyValid)
  const plans: Record<string, Plan> = {}
  for (const { plan, problems } of planned)
    if (plan !== null && problems.length === 0) plans[context.newId()] = plan
  const items = Object.entries(plans).map(([id, { body }]) => ({ id, name: body.name }))
  const request: CreateRequest = { plans, isActive: isActive ?? null }
  return context.bulk.acceptItems('pipelines', 'create', items, request as unknown as Json, requester)
}

type Plan = NonNullable<PlannedRow['plan']>

/** The request of the bulk action that `createPlanned` runs. */
interface CreateRequest {
  /** Plans by the ID of the pipeline to create. */
  plans: Record<string, Plan>
  isActive: boolean | null
}

/** Runs one item of the bulk action of `createFromTemplate`. */
export async function createPlanned(
  context: TemplateContext,
  pipelineId: string,
  requester: Requester,
  request: Json,
): Promise<BulkEffect> {
  if (request === null) throw conflict('Many pipelines can only be created from a template.')
  const { plans, isActive } = request as unknown as CreateRequest
  const plan = plans[pipelineId]
  if (plan === undefined) return 'unchanged'
  // Created by a server that died before it could record the result.
  if ((await context.pipelines.find(pipelineId)) !== undefined) return 'changed'
  const { body, ...from } = plan
  const draft = { ...body, isActive: isActive ?? body.isActive }
  await createPipeline(context, draft, requester, { ...from, id: pipelineId })
  return 'changed'
}

/** Maximum number of wrong rows named in one answer. */
const MAX_PROBLEMS = 200

function refuseInvalid(plannedRows: readonly PlannedRow[], onlyValid: boolean): void {
  const invalidRows = plannedRows.filter(({ problems }) => problems.length > 0)
  if (invalidRows.length === 0 || (onlyValid && invalidRows.length < plannedRows.length)) return
  const fields = plannedRows.flatMap(({ problems }, index) =>
    problems.map(({ path, message }) => ({ path: `rows.${index}.${path}`, message })),
  )
  const count = formatCount(invalidRows.length, 'row')
  throw new AppError(
    'invalid',
    `Cannot create the pipelines: ${count} must be fixed. ${fields[0]?.message ?? ''}`,
    {
      fields: fields.slice(0, MAX_PROBLEMS),
    },
  )
}

async function documentOf(context: TemplateContext, row: PlannedRow | undefined): Promise<string> {
  if (row?.plan === null || row?.plan === undefined) return ''
  const { body, secretPaths } = row.plan
  const { placed } = await pipelinePlugins(context.plugins, body)
  const config = hideConfig({ config: body.config, secretSettings: secretPaths }, placed)
  return pipelinesToYaml([{ ...body, config, after: null, template: null }])
}

/**
 * Estimates the starts per hour from the shortest interval of each schedule, which is an upper bound of the
 * average.
 */
function startsPerHour(rows: readonly PlannedRow[]): number {
  const perHourBySchedule = new Map<string, number>()
  let sum = 0
  for (const { plan } of rows) {
    const schedule = plan?.body.schedule ?? ''
    if (schedule === '') continue
    const perHour = perHourBySchedule.get(schedule) ?? 3600 / (shortestInterval(schedule) ?? Infinity)
    perHourBySchedule.set(schedule, perHour)
    sum += perHour
  }
  return Math.round(sum * 10) / 10
}
