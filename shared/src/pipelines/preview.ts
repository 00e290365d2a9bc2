import * as z from 'zod'

import { jsonObjectSchema } from '../json/json-value-schema.ts'
import { requiredLabelsSchema } from '../nodes/node.ts'
import { pluginRef } from './pipeline-body.ts'

const MAX_PREVIEW_RECORDS = 200
const MAX_PREVIEW_STREAMS = 20

/** The parts of an edited pipeline that a preview needs, as they would be saved. */
const previewDraftSchema = z.strictObject({
  extractor: pluginRef.min(1, 'Choose an extractor.'),
  mappers: z.array(pluginRef.min(1)).max(20),
  /** Config of these plugins. Markers keep the pipeline's stored secrets. */
  config: z.record(z.string(), jsonObjectSchema),
  /** Labels that the worker must have; defaults to the saved ones. */
  requiredLabels: requiredLabelsSchema.exactOptional(),
})
export type PreviewDraft = z.infer<typeof previewDraftSchema>

/** A request for a preview. Loads nothing and uses no state. */
export const previewRequestSchema = z.strictObject({
  /** Streams of the pipeline's selection; all if left out. */
  streams: z.array(z.string().min(1).max(1000)).min(1).max(MAX_PREVIEW_STREAMS).exactOptional(),
  /** Number of records per stream. */
  records: z.number().int().min(1).max(MAX_PREVIEW_RECORDS).default(20),
  /** Previewed in place of the saved pipeline, and not stored. */
  draft: previewDraftSchema.exactOptional(),
})
/** Request for a preview; without a draft, of the saved pipeline. */
export type PreviewRequest = z.infer<typeof previewRequestSchema>

/** A request for a preview of a pipeline that was never saved. */
export const newPreviewRequestSchema = previewRequestSchema.required({ draft: true })

/** A value as JSON text, with secrets masked, cut at a maximum length. Null: the record lacks the field. */
const cellSchema = z.string().nullable()

const previewRowSchema = z.object({
  /** In the order of the table's fields. */
  cells: z.array(cellSchema),
  /** Index of the row of the previous table it was made from; null if unknown. */
  from: z.number().nullable(),
  /** Indexes of the cells that the mapper changed, added or removed. */
  changed: z.array(z.number()),
})

const previewTableSchema = z.object({
  stream: z.string(),
  fields: z.array(z.object({ name: z.string(), type: z.string() })),
  /** Fields of the previous stage that this one lacks. */
  removed: z.array(z.string()),
  rows: z.array(previewRowSchema),
})
export type PreviewTable = z.infer<typeof previewTableSchema>

/** The output of one program: the extractor first, then each mapper. */
const previewStageSchema = z.object({
  kind: z.enum(['extract', 'map']),
  plugin: z.string(),
  /** How it ended, as a sentence. */
  ending: z.string(),
  failed: z.boolean(),
  /** The last lines of its log, with secrets masked. */
  lines: z.array(z.string()),
  tables: z.array(previewTableSchema),
})
export type PreviewStage = z.infer<typeof previewStageSchema>

export const pipelinePreviewSchema = z.object({
  stages: z.array(previewStageSchema),
  warnings: z.array(z.string()),
})
export type PipelinePreview = z.infer<typeof pipelinePreviewSchema>
