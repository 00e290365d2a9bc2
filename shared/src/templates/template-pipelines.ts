import { formatNumber } from '../core/quantities.ts'
import * as z from 'zod'

import { fieldProblemSchema } from '../core/problem.ts'
import { SECRET_MARKER } from '../settings/secret.ts'
import { fieldChangeSchema } from './template.ts'

/** Maximum number of rows in a table. */
export const MAX_ROWS = 2000

/** Texts by parameter name, as in a table; "" stands for no value. */
export const parameterValuesSchema = z
  .record(z.string().max(63), z.string().max(10_000, 'At most 10,000 characters.'))
  .refine((values) => Object.keys(values).length <= 100, 'At most 100 values.')
export type ParameterValues = z.output<typeof parameterValuesSchema>

const rows = z
  .array(parameterValuesSchema)
  .min(1, 'Enter at least one row.')
  .max(MAX_ROWS, `At most ${formatNumber(MAX_ROWS)} rows at once.`)

export const templateCheckRequestSchema = z.strictObject({
  rows,
  /** Index of the row whose pipeline document the answer includes. */
  preview: z.number().int().min(0).default(0),
})
export type TemplateCheckRequest = z.output<typeof templateCheckRequestSchema>

/** A row with the name of its pipeline, or its problems by parameter or pipeline field. */
export const checkedRowSchema = z.object({
  name: z.string(),
  problems: z.array(fieldProblemSchema),
})
export type CheckedRow = z.infer<typeof checkedRowSchema>

export const templateCheckSchema = z.object({
  rows: z.array(checkedRowSchema),
  valid: z.number(),
  /** The document of the previewed pipeline, with secrets hidden; "" if it cannot be generated. */
  document: z.string(),
  /** Average number of starts per hour by the schedules of the valid rows. */
  startsPerHour: z.number(),
})
export type TemplateCheck = z.infer<typeof templateCheckSchema>

export const templateUseSchema = z.strictObject({
  rows,
  /** Creates the valid ones and skips the others. */
  onlyValid: z.boolean().default(false),
  /** Whether their schedules start at once; defaults to the template's value. */
  isActive: z.boolean().optional(),
})
export type TemplateUse = z.output<typeof templateUseSchema>

/** The changes that the current version would make to one of its pipelines. */
export const pipelineUpdateSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** The template version of the pipeline. */
  version: z.number(),
  unlocked: z.boolean(),
  changes: z.array(fieldChangeSchema),
  /**
   * Fields changed manually, which are kept: `before` is the template's value, `after` the pipeline's own.
   */
  overrides: z.array(fieldChangeSchema),
  /** Why it cannot be updated, as a sentence. */
  problem: z.string().nullable(),
  isRunning: z.boolean(),
})
export type PipelineUpdate = z.infer<typeof pipelineUpdateSchema>

/** Maximum number of pipelines listed; the counts cover all. */
export const SHOWN_UPDATES = 200

export const updatePreviewSchema = z.object({
  version: z.number(),
  counts: z.object({
    total: z.number(),
    /** Pipelines with the current version. */
    current: z.number(),
    /** Pipelines without overrides, which take all changes. */
    withoutOverrides: z.number(),
    /** Pipelines that keep overrides. */
    overridden: z.number(),
    failing: z.number(),
    running: z.number(),
  }),
  items: z.array(pipelineUpdateSchema),
})
export type UpdatePreview = z.infer<typeof updatePreviewSchema>

export const templateUpdateRequestSchema = z.strictObject({
  /** Defaults to all with an earlier version. */
  ids: z.array(z.uuid().toLowerCase()).min(1, 'Choose at least one.').max(10_000).optional(),
})

const secretMarkerSchema = z.object({ $secret: z.literal(SECRET_MARKER.$secret) })

/** A pipeline's link to its template. */
export const pipelineTemplateSchema = z.object({
  id: z.string(),
  name: z.string(),
  version: z.number(),
  newest: z.number(),
  /** Whether its locked fields can be edited. */
  unlocked: z.boolean(),
  locked: z.array(z.string()),
  /** Secrets are replaced with their marker. */
  values: z.record(z.string(), z.union([z.string(), secretMarkerSchema])),
  overrides: z.array(fieldChangeSchema),
  changes: z.array(fieldChangeSchema),
})
export type PipelineTemplate = z.infer<typeof pipelineTemplateSchema>
export const pipelineTemplateAnswerSchema = z.object({ template: pipelineTemplateSchema.nullable() })

export const pipelineTemplatePatchSchema = z.strictObject({
  /** Whether its locked fields can be edited. */
  unlocked: z.boolean().optional(),
  /** Parameter values to change; the others are kept. */
  values: parameterValuesSchema.optional(),
  /** Updates it to the current version of the template. */
  update: z.boolean().default(false),
})
export type PipelineTemplatePatch = z.output<typeof pipelineTemplatePatchSchema>
