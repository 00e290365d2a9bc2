import * as z from 'zod'

import { fieldProblemSchema } from '../core/problem.ts'
import { SECRET_MARKER } from '../settings/secret.ts'
import { fieldChangeSchema } from './template.ts'

/** Rows of one table. */
export const MOST_ROWS = 2000

/** Texts by the names of parameters, as they stand in a table; "" is nothing. */
export const parameterValuesSchema = z
  .record(z.string().max(63), z.string().max(10_000, 'At most 10,000 characters.'))
  .refine((values) => Object.keys(values).length <= 100, 'At most 100 values.')
export type ParameterValues = z.output<typeof parameterValuesSchema>

const rows = z
  .array(parameterValuesSchema)
  .min(1, 'Enter at least one row.')
  .max(MOST_ROWS, `At most ${MOST_ROWS.toLocaleString('en')} rows at once.`)

export const templateCheckRequestSchema = z.strictObject({
  rows,
  /** The row whose pipeline is written out in the answer. */
  preview: z.number().int().min(0).default(0),
})
export type TemplateCheckRequest = z.output<typeof templateCheckRequestSchema>

/** One row: its pipeline, or what is wrong, by the name of the parameter, or the field of the pipeline. */
export const checkedRowSchema = z.object({
  name: z.string(),
  problems: z.array(fieldProblemSchema),
})
export type CheckedRow = z.infer<typeof checkedRowSchema>

export const templateCheckSchema = z.object({
  rows: z.array(checkedRowSchema),
  valid: z.number(),
  /** The document of the previewed pipeline, with its secrets hidden; "" while it cannot be written. */
  document: z.string(),
  /** Starts in an hour by the schedules of the valid rows, on average. */
  startsPerHour: z.number(),
})
export type TemplateCheck = z.infer<typeof templateCheckSchema>

export const templateUseSchema = z.strictObject({
  rows,
  /** Creates those that are valid, and leaves out the others. */
  onlyValid: z.boolean().default(false),
  /** Whether their schedules start at once; without it as the template says. */
  isActive: z.boolean().optional(),
})
export type TemplateUse = z.output<typeof templateUseSchema>

/** What the present version would change in one of its pipelines. */
export const pipelineUpdateSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Of the template, that the pipeline has. */
  version: z.number(),
  unlocked: z.boolean(),
  changes: z.array(fieldChangeSchema),
  /** Fields that were changed by hand and stay as they are: `before` is the template's value, `after` its own. */
  overrides: z.array(fieldChangeSchema),
  /** Why it cannot be updated, in a sentence. */
  problem: z.string().nullable(),
  isRunning: z.boolean(),
})
export type PipelineUpdate = z.infer<typeof pipelineUpdateSchema>

/** Pipelines that are shown one by one; the counts are of all. */
export const SHOWN_UPDATES = 200

export const updatePreviewSchema = z.object({
  version: z.number(),
  counts: z.object({
    total: z.number(),
    /** They have the present version. */
    current: z.number(),
    /** They take all changes. */
    whole: z.number(),
    /** They keep fields of their own. */
    overridden: z.number(),
    failing: z.number(),
    running: z.number(),
  }),
  items: z.array(pipelineUpdateSchema),
})
export type UpdatePreview = z.infer<typeof updatePreviewSchema>

export const templateUpdateRequestSchema = z.strictObject({
  /** Without them all that have an earlier version. */
  ids: z.array(z.uuid().toLowerCase()).min(1, 'Choose at least one.').max(10_000).optional(),
})

const secretMarkerSchema = z.object({ $secret: z.literal(SECRET_MARKER.$secret) })

/** What a pipeline has of its template. */
export const pipelineTemplateSchema = z.object({
  id: z.string(),
  name: z.string(),
  version: z.number(),
  newest: z.number(),
  /** Its locked fields can be edited. */
  unlocked: z.boolean(),
  locked: z.array(z.string()),
  /** Secrets are their marker. */
  values: z.record(z.string(), z.union([z.string(), secretMarkerSchema])),
  overrides: z.array(fieldChangeSchema),
  changes: z.array(fieldChangeSchema),
})
export type PipelineTemplate = z.infer<typeof pipelineTemplateSchema>
export const pipelineTemplateAnswerSchema = z.object({ template: pipelineTemplateSchema.nullable() })

export const pipelineTemplatePatchSchema = z.strictObject({
  /** Whether its locked fields can be edited. */
  unlocked: z.boolean().optional(),
  /** Values of parameters that change; the others stay. */
  values: parameterValuesSchema.optional(),
  /** Brings it to the present version of the template. */
  update: z.boolean().default(false),
})
export type PipelineTemplatePatch = z.output<typeof pipelineTemplatePatchSchema>
