import type { FieldProblem } from '@flx/shared/core/problem'
import { pipelineCreateSchema, type PipelineCreate } from '@flx/shared/pipelines/pipeline-body'
import type { ParameterValues } from '@flx/shared/templates/template-pipelines'
import type { TemplateContent } from '@flx/shared/templates/template'
import { BUILT_IN_RUNNER } from '@flx/shared/pipelines/runner'

import { AppError } from '../../domain/core/errors.ts'
import { fieldProblems } from '../../domain/core/field-problems.ts'
import type { TemplateLink } from '../../domain/core/records.ts'
import { filledIn, splitSecretValues, valuesProblems } from '../../domain/templates/parameter-values.ts'
import {
  parametersIn,
  parametersInNaming,
  renderName,
  renderTemplate,
  textsOf,
} from '../../domain/templates/render-template.ts'
import type { TemplateRecord } from '../../domain/templates/template-store.ts'
import { checkPipeline } from '../pipelines/check-pipeline.ts'
import type { FromTemplate } from '../pipelines/create-pipeline.ts'
import { cachePlugins } from '../settings/cache-plugins.ts'
import type { TemplateContext } from './template-context.ts'

/** A row of parameter values with the pipeline it would create, or its problems. */
export interface PlannedRow {
  name: string
  problems: FieldProblem[]
  /** Null if a value is wrong. */
  plan: (FromTemplate & { body: PipelineCreate }) | null
}

/**
 * Plans the pipelines that a template creates from rows. Each row is checked as on saving its pipeline, and
 * against the other rows and existing names. Changes nothing.
 */
export async function planRows(
  context: TemplateContext,
  template: TemplateRecord,
  rows: readonly ParameterValues[],
): Promise<PlannedRow[]> {
  const checkContext = { ...context, plugins: cachePlugins(context.plugins) }
  const plannedRows: PlannedRow[] = []
  for (const row of rows) plannedRows.push(await planRow(checkContext, template, row))
  const taken = new Set(
    (await context.pipelines.withNames([...new Set(plannedRows.map(({ name }) => name))])).map(
      ({ name }) => name,
    ),
  )
  const first = new Map<string, number>()
  const path = parametersInNaming(template.content.naming)[0] ?? 'name'
  for (const [index, { name, plan, problems }] of plannedRows.entries()) {
    if (plan === null) continue
    const firstRow = first.get(name)
    if (firstRow !== undefined)
      problems.push({ path, message: `Duplicate of row ${firstRow + 1}: "${name}".` })
    else first.set(name, index)
    if (taken.has(name)) problems.push({ path, message: `A pipeline named "${name}" already exists.` })
  }
  return plannedRows
}

async function planRow(
  context: Parameters<typeof checkPipeline>[0],
  { id, version, content }: TemplateRecord,
  row: ParameterValues,
): Promise<PlannedRow> {
  const values = filledIn(content.parameters, row)
  const problems = valuesProblems(content.parameters, row)
  if (problems.length > 0) {
    // What is missing or wrong stays in braces, as in the pattern.
    const usable = Object.entries(values).filter(([name]) => !problems.some(({ path }) => path === name))
    return { name: renderName(content.naming, Object.fromEntries(usable)), problems, plan: null }
  }
  const { name, body, secretPaths } = renderTemplate(content, values)
  const parsed = pipelineCreateSchema.safeParse({ ...body, name })
  if (!parsed.success) {
    const found = parsed.error.issues.flatMap((issue) => fieldProblems(issue, pipelineCreateSchema))
    return { name, problems: toParameters(content, found), plan: null }
  }
  try {
    await checkPipeline(context, parsed.data, { config: {}, runner: BUILT_IN_RUNNER, secretPaths }, null)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    problems.push(...toParameters(content, error.fields ?? [{ path: '', message: error.message }]))
  }
  const link: TemplateLink = { id, version, ...splitSecretValues(content.parameters, row), unlocked: false }
  return {
    name: parsed.data.name,
    problems,
    plan: { body: parsed.data, link, secretPaths, requiredLabels: content.body.requiredLabels },
  }
}

/** Maps a problem of a field to the parameter that fills the field in. */
function toParameters(content: TemplateContent, problems: readonly FieldProblem[]): FieldProblem[] {
  const texts = textsOf(content.body)
  return problems.map((problem) => {
    if (problem.path === 'name')
      return { ...problem, path: parametersInNaming(content.naming)[0] ?? problem.path }
    const text = texts.find(({ path }) => path === problem.path)
    const [name] = text === undefined ? [] : parametersIn(text.text)
    return { ...problem, path: name ?? problem.path }
  })
}
