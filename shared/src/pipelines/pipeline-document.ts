import { formatNumber } from '../core/quantities.ts'
import * as z from 'zod'

import { auditChangeSchema } from '../access/audit.ts'
import { pipelineListQuerySchema } from './pipeline-list.ts'
import { pipelineCreateSchema } from './pipeline-body.ts'
import { fieldProblemSchema } from '../core/problem.ts'
import { MAX_TEMPLATES } from '../templates/template-document.ts'

/** Maximum number of pipelines written to one document. */
export const EXPORT_CAP = 10_000
/** Maximum number of pipelines read from one document. */
export const IMPORT_CAP = 2000
const MAX_IDS = 200

/** Repeated, or once with commas. */
export const idsQuerySchema = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (typeof value === 'string' ? value.split(',') : value))
  .pipe(z.array(z.uuid().toLowerCase()).min(1).max(MAX_IDS, `At most ${MAX_IDS} IDs at once.`))
  .optional()

/** The pipelines to export: those with the given IDs, or all that match the filter of the list. */
export const pipelineExportQuerySchema = pipelineListQuerySchema
  .omit({ cursor: true, limit: true, sort: true, trend: true, objectives: true })
  .extend({
    ids: idsQuerySchema,
  })
export type PipelineExportQuery = z.output<typeof pipelineExportQuerySchema>

/**
 * A pipeline as described in a document: the fields that users fill in, without anything specific to one
 * installation. Omitted fields have their defaults, as on creating a pipeline.
 */
export const describedPipelineSchema = pipelineCreateSchema.extend({
  /** Name of the pipeline after whose success it starts. */
  after: z.string().trim().min(1).max(255).nullable().default(null),
})
export type DescribedPipeline = z.output<typeof describedPipelineSchema>

/** The whole document; its templates and pipelines are checked one by one. */
export const pipelineDocumentSchema = z.strictObject({
  version: z.literal(1, 'Only version 1 is supported.'),
  templates: z.array(z.unknown()).max(MAX_TEMPLATES, `At most ${MAX_TEMPLATES} templates.`).default([]),
  pipelines: z
    .array(z.unknown())
    .max(IMPORT_CAP, `At most ${formatNumber(IMPORT_CAP)} pipelines in one document.`)
    .default([]),
})

export const pipelineImportSchema = z.strictObject({
  yaml: z.string().min(1, 'Enter a document.').max(1_000_000, 'At most 1,000,000 characters.'),
  /** Previews the outcome without changing anything. */
  dryRun: z.boolean(),
})
export type PipelineImport = z.output<typeof pipelineImportSchema>

export const IMPORT_OUTCOMES = ['create', 'update', 'unchanged', 'error'] as const
export type ImportOutcome = (typeof IMPORT_OUTCOMES)[number]

/** Kinds of things that a document describes. */
export const DESCRIBED_KINDS = ['template', 'pipeline'] as const
export type DescribedKind = (typeof DESCRIBED_KINDS)[number]

/**
 * The planned or actual outcome for one template or pipeline, in the order of the document, templates first.
 */
export const pipelineImportItemSchema = z.object({
  kind: z.enum(DESCRIBED_KINDS),
  name: z.string(),
  outcome: z.enum(IMPORT_OUTCOMES),
  /** ID of the stored one; null if it does not exist (yet). */
  id: z.string().nullable(),
  /** Differences from the stored one; for secrets only their paths. */
  changes: z.array(auditChangeSchema),
  /** The errors, with paths into the document: `pipelines.2.schedule`. */
  problems: z.array(fieldProblemSchema),
})
export type PipelineImportItem = z.infer<typeof pipelineImportItemSchema>

export const pipelineImportReportSchema = z.object({
  dryRun: z.boolean(),
  counts: z.record(z.enum(IMPORT_OUTCOMES), z.number()),
  items: z.array(pipelineImportItemSchema),
})
export type PipelineImportReport = z.infer<typeof pipelineImportReportSchema>
