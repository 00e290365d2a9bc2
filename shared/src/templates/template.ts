import * as z from 'zod'

import { nameSchema, proseSchema } from '../core/name.ts'
import { jsonSchema } from '../json/json-value-schema.ts'
import { describedPipelineSchema, idsQuerySchema } from '../pipelines/pipeline-document.ts'

/** Kinds of parameters. */
export const PARAMETER_KINDS = ['text', 'number', 'boolean', 'secret', 'choice', 'date', 'cron'] as const
export type ParameterKind = (typeof PARAMETER_KINDS)[number]

const MAX_PARAMETERS = 50
const MAX_LOCKED = 500

/** A value that can differ between the pipelines of a template. */
export const templateParameterSchema = z.strictObject({
  name: z
    .string()
    .regex(
      /^[a-z][a-z0-9_]{0,62}$/,
      'Use lower-case letters, digits and "_" in the names of parameters, starting with a letter.',
    ),
  kind: z.enum(PARAMETER_KINDS).default('text'),
  /** Default value; "" for none. Secrets have none. */
  default: z.string().max(1000, 'At most 1,000 characters.').default(''),
  help: proseSchema(500).default(''),
  required: z.boolean().default(true),
  /** Pattern for a text: `*` matches any characters, `?` one; "" matches everything. */
  pattern: z
    .string()
    .max(200, 'At most 200 characters.')
    .regex(/^(?:[^*]*\*?){0,5}[^*]*$/, 'At most 5 asterisks.')
    .default(''),
  /** Options of a choice. */
  options: z
    .array(z.string().min(1, 'Enter an option.').max(200))
    .max(100, 'At most 100 options.')
    .default([]),
})
export type TemplateParameter = z.output<typeof templateParameterSchema>

/**
 * The fields that pipelines of a template share, in the form of a pipeline document: `${params.NAME}` in a
 * text stands for the value of a parameter. Runner and predecessor belong to each pipeline.
 */
export const templateBodySchema = describedPipelineSchema.omit({ name: true, runner: true, after: true })
export type TemplateBody = z.output<typeof templateBodySchema>

const content = {
  /** Pattern for the name of each pipeline: `{NAME}` stands for the value of a parameter. */
  naming: nameSchema('Enter a pattern for the names of its pipelines.', 255),
  parameters: z
    .array(templateParameterSchema)
    .max(MAX_PARAMETERS, `At most ${MAX_PARAMETERS} parameters.`)
    .default([]),
  body: templateBodySchema,
  /** Fields that pipelines cannot change: `schedule`, `config.tap-csv.files`. */
  locked: z.array(z.string().min(1).max(600)).max(MAX_LOCKED, `At most ${MAX_LOCKED} fields.`).default([]),
}
export const templateContentSchema = z.strictObject(content)
export type TemplateContent = z.output<typeof templateContentSchema>

export const templateCreateSchema = z.strictObject({
  name: nameSchema('Enter a name for the template.', 100),
  description: z.string().max(10_000).default(''),
  ...content,
})
export type TemplateCreate = z.output<typeof templateCreateSchema>

export const templateReplaceSchema = templateCreateSchema.extend({
  /** The edited version; if it is not current, 409 with the current template. */
  version: z.number().int(),
})
export type TemplateReplace = z.output<typeof templateReplaceSchema>

/** A template as shown in lists. */
export const templateSummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  version: z.number(),
  /** Whether it is part of the product and cannot be changed. */
  bundled: z.boolean(),
  extractor: z.string(),
  mappers: z.array(z.string()),
  loader: z.string(),
  transform: z.string(),
  /** Number of pipelines made from it, without archived ones. */
  pipelines: z.number(),
  /** Number of these with an earlier version. */
  outdated: z.number(),
  updatedAt: z.string(),
  updatedBy: z.string().nullable(),
})
export type TemplateSummary = z.infer<typeof templateSummarySchema>

/** A body as returned in answers. */
const shownBodySchema = templateBodySchema.extend({ owner: z.string(), requiredLabels: z.array(z.string()) })

/** The full details of a template. It never contains a secret. */
export const templateSchema = z.object({
  ...templateSummarySchema.shape,
  naming: z.string(),
  parameters: z.array(templateParameterSchema),
  body: shownBodySchema,
  locked: z.array(z.string()),
  createdAt: z.string(),
})
export type Template = z.infer<typeof templateSchema>

/** A field that differs; an absent value did not exist. Secrets are replaced with their marker. */
export const fieldChangeSchema = z.object({
  path: z.string(),
  before: jsonSchema.exactOptional(),
  after: jsonSchema.exactOptional(),
})
export type FieldChange = z.infer<typeof fieldChangeSchema>

export const templateVersionSchema = z.object({
  version: z.number(),
  createdAt: z.string(),
  createdBy: z.string().nullable(),
  /** Changes since the previous version. */
  changes: z.array(fieldChangeSchema),
})
export type TemplateVersion = z.infer<typeof templateVersionSchema>

/** The templates to export: those with the given IDs, or all that are not bundled. */
export const templateExportQuerySchema = z.object({ ids: idsQuerySchema })

export const templateDraftQuerySchema = z.object({ pipelineId: z.uuid() })

/** A draft of a template made from a pipeline, for review; nothing is stored. */
export const templateDraftSchema = z.object({
  name: z.string(),
  description: z.string(),
  naming: z.string(),
  parameters: z.array(templateParameterSchema),
  body: shownBodySchema,
  locked: z.array(z.string()),
})
export type TemplateDraft = z.infer<typeof templateDraftSchema>
